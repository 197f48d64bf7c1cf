using SocketWarp.Pki.Authority;
using SocketWarp.Protocol;

namespace SocketWarp.Pki.Tests;

public sealed class PercentEncodedPemTests
{
    [Fact]
    public void Encode_OfACertificate_IsOneLineAndBack()
    {
        using var authority = CertificateAuthority.Create("Development CA", key: KeyKind.Rsa3072);
        using var client = authority.IssueClient("edge-7");
        var text = PercentEncodedPem.Encode(client);
        Assert.All(text, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c == '%'));
        Assert.StartsWith("%2D%2D%2D%2D%2DBEGIN%20CERTIFICATE%2D%2D%2D%2D%2D%0AMII", text, StringComparison.Ordinal);
        Assert.EndsWith("%0A%2D%2D%2D%2D%2DEND%20CERTIFICATE%2D%2D%2D%2D%2D%0A", text, StringComparison.Ordinal);
        var lines = Uri.UnescapeDataString(text).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(Convert.ToBase64String(client.RawData), lines[1]);

        Assert.True(PercentEncodedPem.TryDecode(text, out var decoded, out var error), error);
        using (decoded)
            Assert.Equal(client.Thumbprint, decoded.Thumbprint);
    }

    [Fact]
    public void Decode_OfWrappedPemWithBarePlus_Works()
    {
        using var authority = CertificateAuthority.Create("Development CA");
        using var client = authority.IssueClient("edge-7");
        var text = client.ExportCertificatePem().Replace("\n", "%0A", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);
        Assert.True(PercentEncodedPem.TryDecode(text, out var decoded, out var error), error);
        decoded.Dispose();
    }

    [Theory]
    [InlineData(null, "no certificate")]
    [InlineData("", "no certificate")]
    [InlineData("abc", "not a percent-encoded PEM")]
    [InlineData("%", "not a percent-encoded PEM")]
    [InlineData("%2D%2D%2D%2D%2DBEGIN%20CERTIFICATE%2D%2D%2D%2D%2D%0AAAAA%0A%2D%2D%2D%2D%2DEND%20CERTIFICATE%2D%2D%2D%2D%2D%0A", "not a percent-encoded PEM")]
    public void Decode_OfSomethingElse_IsRefused(string? text, string expected)
    {
        Assert.False(PercentEncodedPem.TryDecode(text, out var certificate, out var error));
        Assert.Null(certificate);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfTooMuch_IsRefused()
    {
        Assert.False(PercentEncodedPem.TryDecode(new string('a', PercentEncodedPem.MaxLength + 1), out _, out var error));
        Assert.Contains("more than", error, StringComparison.Ordinal);
    }
}
