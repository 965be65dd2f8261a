using Twins.Protocols.Gbt32960;
using Twins.Protocols.Security;
using Twins.Silo.Intake;

namespace Twins.Silo.Tests.Hosting;

/// <summary>Encrypted and signed reports of 2025 through a real process; and what became of them does not depend on the keys afterwards.</summary>
public sealed class SecuredReportTests : IDisposable
{
    private const string Vin = "LTESTN00000000001", Key = "00112233445566778899aabbccddeeff";
    private static readonly DateTimeOffset s_noon = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private readonly string _data = Directory.CreateTempSubdirectory("twins-secured-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task They_are_decrypted_verified_answered_and_stay_what_they_were_without_the_keys()
    {
        var signing = SigningKey.Import(SignatureAlgorithm.Sm2, Convert.FromHexString("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"));
        var register = Path.Combine(_data, "keys.tsv");
        await File.WriteAllTextAsync(register, $"{Vin}\tsm2\t{Convert.ToBase64String(signing.PublicKey)}\n", TestContext.Current.CancellationToken);
        (string, string)[] account =
        [
            ("Twins__Intake__Accounts__0__Name", "oem-1"), ("Twins__Intake__Accounts__0__Platform", "true"),
            ("Twins__Intake__Accounts__0__PasswordHash", Accounts.Hash("secret")),
        ];
        (string, string)[] keys =
        [
            ("Twins__Intake__Gbt32960__Keys__0__Sender", "oem-1"), ("Twins__Intake__Gbt32960__Keys__0__Sm4", Key), ("Twins__Intake__Gbt32960__PublicKeys", register),
        ];
        var mine = new DataUnitCipher { Sm4Key = Convert.FromHexString(Key) };
        var foreign = new DataUnitCipher { Sm4Key = new byte[16] };
        string before;
        var data = Path.Combine(_data, "data");
        await using (var silo = await SiloProcess.StartAsync(data, [.. account, .. keys]))
        {
            var answers = await silo.SendAsync(Login(), Encrypted(Report(0, signing), mine), Encrypted(Report(10, signing), foreign), Report(20, null));
            Assert.Equal([(5, 1, 6), (2, 1, 6), (2, 7, 0), (2, 1, 6)], Answers(answers));
            var vehicle = await silo.GetUntilAsync($"/v1/vehicles/{Vin}", document => document["counters"]!["applied"]!.GetValue<int>() == 2);
            Assert.Equal(
                """{"at":"2026-11-22T04:00:20.000Z","encryption":"none","signature":"none","signatures":{"valid":1,"wrong":0,"noKey":0,"malformed":0,"none":1},"decrypted":1,"undecrypted":1}""",
                vehicle["security"]!.ToJsonString());
            Assert.Equal(1, vehicle["counters"]!["quarantined"]!.GetValue<int>());
            Assert.Equal(1020, vehicle["state"]!["engine"]!["speedRpm"]!.GetValue<int>());
            before = vehicle.ToJsonString();
            await silo.KillAsync();
        }

        await using var again = await SiloProcess.StartAsync(data, account);
        Assert.Equal(before, (await again.GetAsync($"/v1/vehicles/{Vin}")).ToJsonString());
    }

    [Fact]
    public async Task A_key_that_is_none_ends_the_start_with_one_sentence_that_does_not_show_it()
    {
        var (exitCode, error) = await SiloProcess.FailAsync(
            Path.Combine(_data, "data"), ("Twins__Intake__Gbt32960__Keys__0__Sender", "oem-1"), ("Twins__Intake__Gbt32960__Keys__0__Sm4", "c0ffee"));
        Assert.Equal((2, "Twins:Intake:Gbt32960:Keys: Sm4 of the sender 'oem-1' is not 32 hexadecimal digits."), (exitCode, error));
    }

    private static List<(int Command, int Flag, int Length)> Answers(byte[] bytes)
    {
        var answers = new List<(int, int, int)>();
        var buffer = new System.Buffers.ReadOnlySequence<byte>(bytes);
        var framer = new Framer();
        while (framer.TryRead(ref buffer, out var frame) == FrameVerdict.Frame) answers.Add((frame.FirstSpan[2], frame.FirstSpan[3], (int)frame.Length - FrameView.Overhead));
        return answers;
    }

    private static byte[] Login()
    {
        var buffer = new byte[128];
        return buffer[..FrameWriter.PlatformLogin(buffer, Edition.V2025, "PLATFORM", s_noon, 1, "oem-1", "secret", Encryption.Sm4)];
    }

    private static byte[] Report(int second, SigningKey? key)
    {
        var buffer = new byte[512];
        var writer = FrameWriter.Report(buffer, Edition.V2025, Command.Realtime, Vin, s_noon.AddSeconds(second));
        writer.Engine(1000 + second);
        key?.Sign(ref writer);
        return buffer[..writer.Finish()];
    }

    private static byte[] Encrypted(byte[] frame, DataUnitCipher cipher)
    {
        Assert.True(FrameView.TryCreate(frame, out var view));
        return cipher.Encrypt(view, Encryption.Sm4);
    }
}
