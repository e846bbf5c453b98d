using System.Diagnostics.CodeAnalysis;
using HmisGateway.Policy.Clients;

namespace HmisGateway.Consent;

/// <summary>
/// The fence of embedded storage, where one process holds the data: in memory, striped by person.
/// </summary>
/// <remarks>
/// A forward is noted person by person, then it may read the choices; a closing denies person by person, then it looks who is
/// noted. Whichever comes second for a person sees the first, so that no two stripes ever have to be locked together. A closing that
/// is about more than persons is noted first and then looks through all passes; a forward is noted first and then looks through those closings.
/// The forward of a large upload is noted once, and then looks whom of its persons the stripes deny; a closing looks through those passes last.
/// </remarks>
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Passes and closings are the caller's to dispose.")]
internal sealed class ConsentFence : IConsentFence
{
    private const int StripeBits = 6;
    private const int StripeCount = 1 << StripeBits;

    /// <summary>Fibonacci hashing: 2^64 divided by the golden ratio.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly FenceStripe[] _stripes = new FenceStripe[StripeCount];
    private readonly LivePasses _live = new();
    private readonly LargePasses _large = new();
    private readonly Lock _changingWide = new();
    private readonly TimeSpan _drainTimeout;
    private readonly TimeProvider _time;
    private FenceScope[] _wide = [];

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
    public ValueTask<IFencePass?> EnterAsync(FencedForward forward, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FencePass pass = new(this, forward);
        return ValueTask.FromResult<IFencePass?>(TryAdmit(pass) ? pass : null);
    }

    /// <inheritdoc/>
    public ValueTask<IFenceClosing> CloseAsync(FenceScope scope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PersonId[] denied = [.. scope.Persons];
        HashSet<FencePass> admitted = [];
        if (scope.IsWide)
        {
            lock (_changingWide)
            {
                Volatile.Write(ref _wide, [.. _wide, scope]);
            }
        }

        foreach (PersonId person in denied)
        {
            StripeOf(person).Deny(person, admitted);
        }

        _large.Find(denied, admitted);
        if (scope.IsWide)
        {
            _live.Find(scope, admitted);
        }

        return ValueTask.FromResult<IFenceClosing>(new FenceClosing(this, scope, denied, admitted, _drainTimeout, _time));
    }

    /// <summary>Forgets a pass.</summary>
    internal void Leave(FencePass pass)
    {
        LivePasses.Remove(pass);
        if (pass.IsLarge)
        {
            _large.Remove(pass);
            return;
        }

        foreach (PersonId person in pass.Noted)
        {
            StripeOf(person).Leave(person, pass);
        }
    }

    /// <summary>Takes the denials of a closing back.</summary>
    internal void Open(FenceScope scope, PersonId[] persons)
    {
        foreach (PersonId person in persons)
        {
            StripeOf(person).Allow(person);
        }

        if (scope.IsWide)
        {
            lock (_changingWide)
            {
                int index = Array.FindIndex(_wide, other => ReferenceEquals(other, scope));
                Volatile.Write(ref _wide, [.. _wide[..index], .. _wide[(index + 1)..]]);
            }
        }
    }

    /// <summary>Notes a pass for each of its persons; when one is denied, takes it back for those before.</summary>
    private bool TryAdmit(FencePass pass)
    {
        _live.Add(pass);
        if (!TryNote(pass))
        {
            pass.Dispose();
            return false;
        }

        foreach (FenceScope scope in Volatile.Read(ref _wide))
        {
            if (scope.Includes(pass.Forward))
            {
                pass.Dispose();
                return false;
            }
        }

        return true;
    }

    private bool TryNote(FencePass pass)
    {
        if (pass.IsLarge)
        {
            _large.Add(pass);
            return !Array.Exists(_stripes, stripe => stripe.DeniesAny(pass.IsAbout));
        }

        foreach (PersonId person in pass.Persons)
        {
            if (!StripeOf(person).TryAdmit(person, pass))
            {
                return false;
            }

            pass.NotedCount++;
        }

        return true;
    }

    private FenceStripe StripeOf(PersonId person) =>
        _stripes[(int)(((ulong)person.Value * Spread) >> (64 - StripeBits))];
}
