using CsCheck;
using HmisGateway.Policy.Profiles;
using HmisGateway.Policy.Tests.Payloads;

namespace HmisGateway.Policy.Tests.Respelling;

/// <summary>
/// However the request of a rule is written (order, aliases, escapes, wrapping, splitting, other encodings), it is never forwarded when as much as one
/// place of it names a No Sharing client. What every reader of the format takes alike is forwarded for a Full client as before.
/// </summary>
public sealed class RespellingProperties
{
    private const string Seed = "0000KOIvqYj5";
    private const int Requests = 2_500;

    /// <summary>Formats alike, whatever number of rules each has.</summary>
    private static readonly Gen<(RuleCase Case, ulong Dice)> s_any =
        from format in Gen.Int[0, RuleCase.ByFormat.Count - 1]
        from number in Gen.Int[0, 1_000_000]
        from dice in Gen.ULong
        select (CaseOf(format, number), dice);

    [Fact]
    public void A_no_sharing_client_is_found_however_the_request_is_written() =>
        s_any.Sample(
            static any => !Verdict.IsForwarded(any.Case, Respell.Request(any.Case, hasNone: true, new Dice(any.Dice)), sweeps: false),
            seed: Seed,
            iter: Requests,
            print: static any => $"{any.Case}\n{Respell.Request(any.Case, hasNone: true, new Dice(any.Dice))}");

    [Fact]
    public void A_full_client_is_forwarded_however_the_request_is_written() =>
        s_any.Sample(
            static any => Verdict.IsForwarded(any.Case, Respell.Request(any.Case, hasNone: false, new Dice(any.Dice)), sweeps: true),
            seed: Seed,
            iter: Requests,
            print: static any => $"{any.Case}\n{Respell.Request(any.Case, hasNone: false, new Dice(any.Dice))}");

    [Fact]
    public void A_no_sharing_client_is_stopped_however_the_request_is_tampered_with() =>
        s_any.Sample(
            static any => !Verdict.IsForwarded(any.Case, Tamper.Request(any.Case, new Dice(any.Dice)), sweeps: true),
            seed: Seed,
            iter: 2 * Requests,
            print: static any => $"{any.Case}\n{Tamper.Request(any.Case, new Dice(any.Dice))}");

    [Fact]
    public void However_a_tampered_request_is_cut_it_is_read_as_it_is_whole() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.ULong, Gen.Int[1, 40].Array[0, 60]).Sample(
            static (number, dice, sizes) =>
            {
                RuleCase[] all = RuleCase.ByFormat[BodyFormat.Json];
                RuleCase one = all[number % all.Length];
                byte[] body = Tamper.Request(one, new Dice(dice)).Body;
                return Read.InPieces(one.Rule, body, sizes).Describe() == Read.Body(one.Rule, body).Describe();
            },
            seed: Seed,
            iter: Requests);

    /// <summary>A format whose requests were not written otherwise would be one without this test. Uploads have properties of their own.</summary>
    [Fact]
    public void Every_format_is_written_otherwise() =>
        Enum.GetValues<BodyFormat>().Except(RuleCase.ByFormat.Keys).ShouldBe([BodyFormat.None, BodyFormat.OptionalJson, BodyFormat.HudCsv]);

    private static RuleCase CaseOf(int format, int number)
    {
        RuleCase[] all = RuleCase.ByFormat.OrderBy(static one => one.Key).ElementAt(format).Value;
        return all[number % all.Length];
    }
}
