using System.Buffers.Binary;
using Npgsql;

namespace HmisGateway.Storage.Postgres;

/// <summary>The columns of the current row, counted from 0.</summary>
internal readonly struct PostgresRow(NpgsqlDataReader reader)
{
    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Int64(int column) => reader.GetInt64(column);

    public int Int32(int column) => reader.GetInt32(column);

    public bool Boolean(int column) => reader.GetBoolean(column);

    public DateTimeOffset Time(int column) => new(reader.GetDateTime(column).Ticks, TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public byte[] Blob(int column) => reader.GetFieldValue<byte[]>(column);

    public UInt128 Hash(int column) => BinaryPrimitives.ReadUInt128BigEndian(Blob(column));

    public UInt128? HashOrNull(int column) => IsNull(column) ? null : Hash(column);

    public Guid Guid(int column) => reader.GetGuid(column);

    public Guid? GuidOrNull(int column) => IsNull(column) ? null : Guid(column);

    public string Text(int column) => reader.GetString(column);
}
