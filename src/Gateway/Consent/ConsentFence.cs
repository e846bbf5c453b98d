using System.Diagnostics.CodeAnalysis;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>
/// The fence of embedded storage, where one process holds the data: in memory, striped by person.
/// </summary>
/// <remarks>
/// A forward is noted person by person, then it may read the choices; a closing denies person by person, then it looks who is
/// noted. Whichever comes second for a person sees the first, so that no two stripes ever have to be locked together.
/// </remarks>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Passes and closings are the caller's to dispose.")]
internal sealed class ConsentFence : IConsentFence
{
    private const int StripeBits = 6;
    private const int StripeCount = 1 << StripeBits;

    /// <summary>Fibonacci hashing: 2^64 divided by the golden ratio.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly FenceStripe[] _stripes = new FenceStripe[StripeCount];
    private readonly TimeSpan _drainTimeout;
    private readonly TimeProvider _time;

    /// <summary>Creates an open fence.</summary>
    public ConsentFence(FenceOptions options, TimeProvider time)
    {
        _drainTimeout = options.DrainTimeout;
        _time = time;
        for (int i = 0; i < StripeCount; i++)
        {
            _stripes[i] = new FenceStripe();
        }
    }

    /// <inheritdoc/>
    public ValueTask<IFencePass?> EnterAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FencePass pass = new(this, [.. persons]);
        return ValueTask.FromResult<IFencePass?>(TryAdmit(pass) ? pass : null);
    }

    /// <inheritdoc/>
    public ValueTask<IFenceClosing> CloseAsync(IReadOnlyCollection<PersonId> persons, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PersonId[] denied = [.. persons];
        HashSet<FencePass> admitted = [];
        foreach (PersonId person in denied)
        {
            StripeOf(person).Deny(person, admitted);
        }

        return ValueTask.FromResult<IFenceClosing>(new FenceClosing(this, denied, admitted, _drainTimeout, _time));
    }

    /// <summary>Forgets a pass.</summary>
    internal void Leave(FencePass pass)
    {
        foreach (PersonId person in pass.Noted)
        {
            StripeOf(person).Leave(person, pass);
        }
    }

    /// <summary>Takes the denials of a closing back.</summary>
    internal void Allow(PersonId[] persons)
    {
        foreach (PersonId person in persons)
        {
            StripeOf(person).Allow(person);
        }
    }

    /// <summary>Notes a pass for each of its persons; when one is denied, takes it back for those before.</summary>
    private bool TryAdmit(FencePass pass)
    {
        foreach (PersonId person in pass.Persons)
        {
            if (!StripeOf(person).TryAdmit(person, pass))
            {
                pass.Dispose();
                return false;
            }

            pass.NotedCount++;
        }

        return true;
    }

    private FenceStripe StripeOf(PersonId person) =>
        _stripes[(int)(((ulong)person.Value * Spread) >> (64 - StripeBits))];
}
