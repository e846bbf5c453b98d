using System.Buffers.Binary;
using System.Text;
using HmisGateway.Faults;
using HmisGateway.Policy.Clients;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmisGateway.Storage.Sqlite;

/// <summary>
/// One use of a prepared statement: bind, step, read columns. Disposing it makes the statement ready for the next use. Parameters
/// count from 1 and columns from 0, as in SQLite.
/// </summary>
/// <remarks>It stands directly on the native calls: a command and a reader object per statement would cost more than the read itself.</remarks>
internal readonly ref struct SqliteCall(SqliteSession session, sqlite3_stmt statement)
{
    private const int HashLength = 16;

    public SqliteCall Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    public SqliteCall Bind(int parameter, int value) => Bind(parameter, (long)value);

    public SqliteCall Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    public SqliteCall Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    /// <summary>Binds a time; whole microseconds of it are kept.</summary>
    public SqliteCall Bind(int parameter, DateTimeOffset value) => Bind(parameter, StoredTime.Of(value).UtcTicks);

    public SqliteCall Bind(int parameter, DateTimeOffset? value) => value is { } time ? Bind(parameter, time) : BindNull(parameter);

    public SqliteCall Bind(int parameter, PersonId value) => Bind(parameter, value.Value);

    public SqliteCall Bind(int parameter, scoped ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(statement, parameter, value));
        return this;
    }

    public SqliteCall Bind(int parameter, UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[HashLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(parameter, bytes);
    }

    public SqliteCall Bind(int parameter, UInt128? value) => value is { } hash ? Bind(parameter, hash) : BindNull(parameter);

    public SqliteCall Bind(int parameter, Guid value)
    {
        Span<byte> bytes = stackalloc byte[HashLength];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(parameter, bytes);
    }

    public SqliteCall Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        Check(raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    public SqliteCall BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(statement, parameter));
        return this;
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public bool Read()
    {
        FaultPoint.Pass(FaultOperation.DatabaseStep);
        int result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW)
        {
            return true;
        }

        if (result is not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, session.Handle);
        }

        return false;
    }

    /// <summary>Runs a statement that returns no row, and makes it ready again.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        try
        {
            Read();
            return raw.sqlite3_changes(session.Handle);
        }
        finally
        {
            Dispose();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(statement, column);

    public bool Boolean(int column) => Int64(column) != 0;

    public DateTimeOffset Time(int column) => new(Int64(column), TimeSpan.Zero);

    /// <summary>The bytes of the column; they last until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public UInt128 Hash(int column) => BinaryPrimitives.ReadUInt128BigEndian(Blob(column));

    public UInt128? HashOrNull(int column) => IsNull(column) ? null : Hash(column);

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    /// <summary>The text of a column that repeats a few values, such as an agency id: one string object for each value.</summary>
    public string RepeatedText(int column) => session.Repeated(Blob(column));

    /// <summary>Makes the statement ready for its next use and lets go of the bound values.</summary>
    public void Dispose()
    {
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, session.Handle);
        }
    }
}
