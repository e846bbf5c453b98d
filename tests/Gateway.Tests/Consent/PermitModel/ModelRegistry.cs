using System.Numerics;

namespace HmisGateway.Tests.Consent.PermitModel;

/// <summary>
/// Every commit to the registry that there ever was in a seed, in the order of the commits. What a server has, and what somebody has read, is a
/// set of them: one bit for each. Sets of persons and of identifiers are bits too; the first identifiers are those of the persons with the same number.
/// </summary>
internal sealed class ModelRegistry
{
    /// <summary>How many persons there are.</summary>
    public const int Persons = 3;

    /// <summary>How many identifiers there are: one of each person, and some that belong to nobody yet.</summary>
    public const int Identifiers = Persons + 2;

    private const int Capacity = 32;

    private readonly RegistryEvent[] _events = new RegistryEvent[Capacity];
    private readonly uint[] _concernedPersons = new uint[Capacity];
    private readonly uint[] _concernedIdentifiers = new uint[Capacity];
    private readonly uint[] _choices = new uint[Persons];
    private readonly uint[] _touching = new uint[Persons];
    private uint _nones;
    private uint _links;
    private uint _learned;
    private uint _separations;
    private int _count;

    /// <summary>True when nothing more can be recorded.</summary>
    public bool IsFull => _count == Capacity;

    /// <summary>Begins with everybody sharing.</summary>
    /// <param name="isLinked">Whether the first two persons are one.</param>
    /// <returns>What every server has.</returns>
    public uint Reset(bool isLinked)
    {
        Array.Clear(_choices);
        Array.Clear(_touching);
        (_nones, _links, _learned, _separations, _count) = (0, 0, 0, 0, 0);
        for (int person = 0; person < Persons; person++)
        {
            _ = Add(new RegistryEvent(RegistryEventKind.Full, person, 0), 0);
        }

        if (isLinked)
        {
            _ = Add(new RegistryEvent(RegistryEventKind.Link, 0, 1), 0);
        }

        return (1u << _count) - 1;
    }

    /// <summary>Notes a commit.</summary>
    /// <param name="added">What it does.</param>
    /// <param name="known">What the server had before.</param>
    /// <returns>Its number.</returns>
    public int Add(RegistryEvent added, uint known)
    {
        int number = _count++;
        uint bit = 1u << number;
        _events[number] = added;
        _touching[added.Person] |= bit;
        switch (added.Kind)
        {
            case RegistryEventKind.Full:
                _choices[added.Person] |= bit;
                break;
            case RegistryEventKind.None:
                _choices[added.Person] |= bit;
                _nones |= bit;
                break;
            case RegistryEventKind.Link:
                _links |= bit;
                _touching[added.Other] |= bit;
                break;
            case RegistryEventKind.Separate:
                _separations |= bit;
                _touching[added.Other] |= bit;
                break;
            default:
                _learned |= bit;
                break;
        }

        uint linked = Linked(added.Person, known | bit);
        bool takesAway = added.Kind is not (RegistryEventKind.Full or RegistryEventKind.Separate) && IsProtected(linked, known | bit);
        _concernedPersons[number] = takesAway ? linked : 0;
        _concernedIdentifiers[number] = takesAway ? IdentifiersOf(linked, known | bit) : 0;
        return number;
    }

    /// <summary>What a commit did.</summary>
    public RegistryEvent At(int number) => _events[number];

    /// <summary>Whom a request must not be about any more, unless it was decided with this commit known.</summary>
    public uint ConcernedPersons(int number) => _concernedPersons[number];

    /// <summary>Which identifiers must not stand in a request any more.</summary>
    public uint ConcernedIdentifiers(int number) => _concernedIdentifiers[number];

    /// <summary>The commits that change what is kept in memory about a person.</summary>
    public uint Touching(int person) => _touching[person];

    /// <summary>Everybody who is one with a person.</summary>
    public uint Linked(int person, uint known) => Linked(person, known, known & _separations);

    /// <summary>Everybody who is one with a person, or was before they were taken apart.</summary>
    public uint EverLinked(int person, uint known) => Linked(person, known, 0);

    /// <summary>True when a person's latest own form says No Sharing.</summary>
    public bool IsNone(int person, uint known) => (_nones >> BitOperations.Log2(known & _choices[person]) & 1) != 0;

    /// <summary>True when one of these persons has a No Sharing.</summary>
    public bool IsProtected(uint persons, uint known)
    {
        for (uint rest = persons; rest != 0; rest &= rest - 1)
        {
            if (IsNone(BitOperations.TrailingZeroCount(rest), known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The identifiers of these persons.</summary>
    public uint IdentifiersOf(uint persons, uint known)
    {
        uint identifiers = persons;
        for (uint rest = known & _learned; rest != 0; rest &= rest - 1)
        {
            RegistryEvent learned = _events[BitOperations.TrailingZeroCount(rest)];
            identifiers |= (persons >> learned.Person & 1) << learned.Other;
        }

        return identifiers;
    }

    /// <summary>Where the same is on file.</summary>
    /// <returns>Its number, or -1.</returns>
    public int Find(RegistryEvent sought, uint known)
    {
        if (sought.Kind == RegistryEventKind.None)
        {
            return IsNone(sought.Person, known) ? BitOperations.Log2(known & _choices[sought.Person]) : -1;
        }

        for (uint rest = known & (_links | _learned | _separations); rest != 0; rest &= rest - 1)
        {
            int number = BitOperations.TrailingZeroCount(rest);
            if (_events[number] == sought)
            {
                return number;
            }
        }

        return -1;
    }

    private uint Linked(int person, uint known, uint separations)
    {
        uint linked = 1u << person;
        for (int round = 1; round < Persons && (known & _links) != 0; round++)
        {
            for (uint rest = known & _links; rest != 0; rest &= rest - 1)
            {
                RegistryEvent link = _events[BitOperations.TrailingZeroCount(rest)];
                uint both = (1u << link.Person) | (1u << link.Other);
                linked |= (linked & both) != 0 && !IsUndone(link, separations) ? both : 0;
            }
        }

        return linked;
    }

    private bool IsUndone(RegistryEvent link, uint separations)
    {
        for (uint rest = separations; rest != 0; rest &= rest - 1)
        {
            if (_events[BitOperations.TrailingZeroCount(rest)].IsOfSamePair(link))
            {
                return true;
            }
        }

        return false;
    }
}
