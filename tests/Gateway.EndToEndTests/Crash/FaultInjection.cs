using System.Net.Sockets;
using System.Security.Cryptography;
using HmisGateway.Faults;
using Microsoft.Data.Sqlite;

namespace HmisGateway.EndToEndTests.Crash;

/// <summary>Numbers the operations that the gateway in this process carries out, and lets one of them fail as it really fails.</summary>
internal sealed class FaultInjection : IDisposable
{
    private const int Full = 13;
    private const int InputOutput = 10;
    private const int CannotOpen = 14;
    private readonly Dictionary<FaultOperation, long> _passed = [];
    private readonly List<FaultOperation> _sequence = [];
    private readonly Lock _gate = new();
    private int _count;
    private int _failing;

    public FaultInjection() => FaultPoint.Observe(Pass);

    /// <summary>Operations since the last <see cref="Arm"/>.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The operation that failed since then, or null.</summary>
    public FaultOperation? Failed { get; private set; }

    /// <summary>The stack on which it failed, or null.</summary>
    public string? FailedAt { get; private set; }

    /// <summary>All operations of this test, by kind.</summary>
    public IReadOnlyDictionary<FaultOperation, long> Passed => _passed;

    /// <summary>Counts from 0 and lets the operation with this number fail; 0 for none.</summary>
    public void Arm(int number)
    {
        lock (_gate)
        {
            _count = 0;
            _failing = number;
            _sequence.Clear();
            Failed = null;
            FailedAt = null;
        }
    }

    /// <summary>The operations since the last <see cref="Arm"/>, in order; a reader's commit, which writes nothing, is left out.</summary>
    public void CopyTo(List<FaultOperation> operations)
    {
        lock (_gate)
        {
            operations.AddRange(_sequence);
        }
    }

    public void Dispose() => FaultPoint.Observe(null);

    private void Pass(FaultOperation operation)
    {
        lock (_gate)
        {
            _passed[operation] = _passed.GetValueOrDefault(operation) + 1;
            if (operation != FaultOperation.DatabaseCommitted || Thread.CurrentThread.Name == "sqlite-writer")
            {
                _sequence.Add(operation);
            }

            if (++_count != _failing)
            {
                return;
            }

            Failed = operation;
            FailedAt = Environment.StackTrace;
        }

        throw Fault(operation, _failing);
    }

    private static Exception Fault(FaultOperation operation, int number) => operation switch
    {
        FaultOperation.DatabaseOpen => new SqliteException("unable to open database file", CannotOpen),
        FaultOperation.DatabasePrepare or FaultOperation.DatabaseBegin or FaultOperation.DatabaseStep
            or FaultOperation.DatabaseCommit or FaultOperation.DatabaseCommitted or FaultOperation.DatabaseCheckpoint =>
            number % 2 == 0 ? new SqliteException("database or disk is full", Full) : new SqliteException("disk I/O error", InputOutput),
        FaultOperation.FileLock or FaultOperation.FileRead or FaultOperation.FileWrite or FaultOperation.FileSync =>
            new IOException("Input/output error"),
        FaultOperation.VendorConnect => new SocketException((int)SocketError.ConnectionRefused),
        FaultOperation.VendorSend or FaultOperation.VendorReceive or FaultOperation.AgencyReceive or FaultOperation.AgencySend =>
            new IOException("Unable to transfer data.", new SocketException((int)SocketError.ConnectionReset)),
        FaultOperation.KeyDigest or FaultOperation.KeySeal or FaultOperation.KeyOpen => new CryptographicException("The operation failed."),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
