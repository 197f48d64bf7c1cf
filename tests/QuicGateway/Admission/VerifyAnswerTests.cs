using System.Text;
using SocketWarp.QuicGateway.Admission;

namespace SocketWarp.QuicGateway.Tests.Admission;

public sealed class VerifyAnswerTests
{
    [Theory]
    [InlineData("""{"message":"Certificate is revoked"}""", ": Certificate is revoked")]
    [InlineData(
        """{"message":"Certificate is expired","notAfter":"2026-01-01","Date":"2030-05-04 10:11:12 +0000 UTC"}""",
        ": Certificate is expired; the clock of the verify service says 2030-05-04 10:11:12 +0000 UTC"
    )]
    [InlineData("""{"message":1}""", "")]
    [InlineData("[]", "")]
    [InlineData("no", "")]
    public void Reason_IsTheMessage_WithTheServicesClockWhereItIsGiven(string answer, string expected) =>
        Assert.Equal(expected, VerifyAnswer.Reason(Encoding.UTF8.GetBytes(answer)));
}
