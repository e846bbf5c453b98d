using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HmisGateway.Agencies;
using HmisGateway.Consent;
using HmisGateway.Identity;
using HmisGateway.Ledger;
using HmisGateway.Offline;
using HmisGateway.Policy.Clients;
using HmisGateway.Policy.Consent;

namespace HmisGateway.Tests;

/// <summary>Valid things, when it does not matter which.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Moment = new(2026, 11, 2, 15, 4, 5, TimeSpan.Zero);

    public static LedgerEvent Event(string kind = LedgerEventKind.Diverted, params (string Name, string Value)[] values) =>
        new(kind, [.. values.Select(value => KeyValuePair.Create(value.Name, value.Value))]);

    public static Agency Agency(string id) => new(id, $"Agency {id}", AgencyType.Standard, IsDisabled: false, Moment);

    public static AgencyKeyRecord Key(string agencyId, byte first = 1) =>
        new(agencyId, [first, .. new byte[31]], Moment.AddMinutes(first));

    public static Pseudonym Pseudonym(IdentifierScheme scheme, string text) =>
        new(scheme, BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{scheme}/{text}"))));

    public static Pseudonym Client(string agencyId, string clientId) => Pseudonym(IdentifierScheme.Agency, $"{agencyId}/{clientId}");

    public static Pseudonym VendorId(string id) => Pseudonym(IdentifierScheme.Vendor, id);

    public static Pseudonym Fingerprint(string text) => Pseudonym(IdentifierScheme.Identity, text);

    public static ReleaseOfInformation Form(string agencyId, SharingChoice choice, string signedOn = "2026-11-02")
    {
        DateOnly day = DateOnly.ParseExact(signedOn, "yyyy-MM-dd");
        DateTimeOffset start = new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return new ReleaseOfInformation
        {
            AgencyId = agencyId,
            Version = 0,
            Choice = choice,
            Signed = new SigningMoment(start, start.AddDays(1).AddMicroseconds(-1)),
            SignedOn = signedOn,
            Signer = RoiSigner.Self,
            Source = RoiSource.Recorded,
            RecordedAt = Moment,
        };
    }

    public static RoiEntry Roi(string agencyId, string clientId, SharingChoice choice = SharingChoice.Full, string signedOn = "2026-11-02") => new()
    {
        Form = Form(agencyId, choice, signedOn),
        Client = Client(agencyId, clientId),
        SealedClientId = Encoding.UTF8.GetBytes($"sealed:{agencyId}/{clientId}"),
        SealedDetails = [9, 9, 9],
    };

    public static OfflineItem Item(string agencyId, string code = "no_sharing", params Pseudonym[] clients) => new()
    {
        Receipt = Guid.CreateVersion7(),
        AgencyId = agencyId,
        ReceivedAt = Moment,
        Code = code,
        LockedAttempt = true,
        RecordKinds = ["client", "note"],
        Status = OfflineStatus.Held,
        Attempts = 1,
        Bytes = 3,
        Clients = clients,
        WrappedKey = [1, 2, 3],
        SealedDetails = [4, 5, 6, 7],
        SealedContent = [8, 0, 255],
    };
}
