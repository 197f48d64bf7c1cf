using System.Text.Json;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Tests.Clients;

/// <summary>What may happen between the look at a secret, or a signer, and the record of the certificate.</summary>
public sealed class ClientRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly ClientSecret _compared = Secret();

    [Fact]
    public void SecretAsItWasCompared_GetsACertificate() => Assert.Equal(ClientOutcome.Done, Issue(_compared, Now));

    [Fact]
    public void SecretOfTheSameText_MadeMeanwhile_IsAnotherOne() => Assert.Equal(ClientOutcome.SecretGone, Issue(_compared with { }, Now));

    [Fact]
    public void Secret_ExpiredMeanwhile_IsGone() => Assert.Equal(ClientOutcome.SecretGone, Issue(_compared, _compared.DeleteAt));

    [Fact]
    public void Secret_UsedMeanwhile_IsGone() => Assert.Equal(ClientOutcome.SecretGone, Issue(null, Now));

    [Fact]
    public void Signer_RevokedMeanwhile_RenewsNothing()
    {
        var table = Table(null)
            .Apply(
                new ClientRecord
                {
                    Revision = 2,
                    Uid = "edge-1",
                    Certificate = Certificate(Now, "01"),
                }
            );
        Assert.Equal(ClientOutcome.Done, Renew(table));
        Assert.Equal(ClientOutcome.SignerGone, Renew(table.Apply(ClientRules.Revoke(table, "edge-1", Now).Records[0])));

        static ClientOutcome Renew(ClientTable table) =>
            ClientRules.Renew(table, "edge-1", Certificate(Now, "02"), "01", TimeSpan.Zero, maxCertificates: 10, Now).Outcome;
    }

    /// <param name="waiting">The client's secret when the certificate is to be recorded.</param>
    private ClientOutcome Issue(ClientSecret? waiting, DateTimeOffset now) =>
        ClientRules.IssueForSecret(Table(waiting), "edge-1", Certificate(now, "01"), _compared, maxCertificates: 10, now).Outcome;

    private static ClientTable Table(ClientSecret? secret) =>
        ClientTable
            .StartAt(0)
            .Apply(
                new ClientRecord
                {
                    Revision = 1,
                    Uid = "edge-1",
                    Attributes = new Dictionary<string, JsonElement>(),
                    Secret = secret,
                }
            );

    private static ClientCertificate Certificate(DateTimeOffset now, string serial) =>
        new()
        {
            Id = 0,
            Serial = serial,
            Der = [1],
            NotBefore = now,
            NotAfter = now.AddDays(1),
            IssuedAt = now,
        };

    private static ClientSecret Secret() => SecretHash.Create("s3cret-of-edge-1", SecretHash.IterationsOfRandom, Now.AddMinutes(30), null, "");
}
