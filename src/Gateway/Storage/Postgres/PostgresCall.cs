using System.Buffers.Binary;
using HmisGateway.Policy.Clients;
using Npgsql;
using NpgsqlTypes;

namespace HmisGateway.Storage.Postgres;

/// <summary>One use of a statement with its values, bound in the order of its parameters.</summary>
internal sealed class PostgresCall(PostgresSql sql)
{
    private const int HashLength = 16;

    /// <summary>True when it changes what a look-up reads and nobody tells what exactly.</summary>
    public bool ChangesAnything => sql.ChangesAnything;

    /// <summary>Bytes of the values that may be large.</summary>
    public int Bytes { get; private set; }

    /// <summary>What is sent.</summary>
    public NpgsqlBatchCommand Command { get; } = new(sql.Text);

    public PostgresCall Bind(int value) => Add(new NpgsqlParameter<int> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Integer });

    public PostgresCall Bind(int? value) => value is { } number ? Bind(number) : BindNull(NpgsqlDbType.Integer);

    public PostgresCall Bind(long value) => Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    public PostgresCall Bind(bool value) => Add(new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean });

    /// <summary>Binds a time; whole microseconds of it are kept.</summary>
    public PostgresCall Bind(DateTimeOffset value) =>
        Add(new NpgsqlParameter<DateTime> { TypedValue = StoredTime.Of(value).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    public PostgresCall Bind(DateTimeOffset? value) => value is { } time ? Bind(time) : BindNull(NpgsqlDbType.TimestampTz);

    public PostgresCall Bind(PersonId value) => Bind(value.Value);

    public PostgresCall Bind(byte[] value)
    {
        Bytes += value.Length;
        return Add(new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea });
    }

    public PostgresCall Bind(UInt128 value) => Bind(BytesOf(value));

    public PostgresCall Bind(UInt128? value) => value is { } hash ? Bind(hash) : BindNull(NpgsqlDbType.Bytea);

    public PostgresCall Bind(Guid value) => Add(new NpgsqlParameter<Guid> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Uuid });

    public PostgresCall Bind(Guid? value) => value is { } id ? Bind(id) : BindNull(NpgsqlDbType.Uuid);

    public PostgresCall Bind(string? value) => value is null
        ? BindNull(NpgsqlDbType.Text)
        : Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });

    public PostgresCall Bind(IEnumerable<UInt128> values) => Add(new NpgsqlParameter<byte[][]>
    {
        TypedValue = [.. values.Select(BytesOf)],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
    });

    public PostgresCall Bind(IEnumerable<int> values) => Add(new NpgsqlParameter<int[]>
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
    });

    public PostgresCall Bind(IEnumerable<Guid> values) => Add(new NpgsqlParameter<Guid[]>
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
    });

    public PostgresCall Bind(IEnumerable<string> values) => Add(new NpgsqlParameter<string[]>
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    });

    public PostgresCall Bind(IEnumerable<byte[]?> values) => Add(new NpgsqlParameter<byte[]?[]>
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
    });

    public PostgresCall Bind(IEnumerable<PersonId> values) => Add(new NpgsqlParameter<long[]>
    {
        TypedValue = [.. values.Select(static person => person.Value)],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
    });

    private static byte[] BytesOf(UInt128 value)
    {
        byte[] bytes = new byte[HashLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    private PostgresCall BindNull(NpgsqlDbType type) => Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });

    private PostgresCall Add(NpgsqlParameter parameter)
    {
        Command.Parameters.Add(parameter);
        return this;
    }
}
