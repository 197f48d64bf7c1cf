using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.Pki.Scep.Client;
using SocketWarp.Pki.Scep.Cms;
using SocketWarp.Pki.Tests.Support;

namespace SocketWarp.Pki.Tests.Scep;

/// <summary>What a server says of requests that are not right. Messages that our client would not write are made of its parts.</summary>
public sealed class ScepResponderFaultTests : IDisposable
{
    private const string Nonce = "0123456789abcdef";

    private readonly ScepSite _site = ScepSite.OfRsa();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Read_OfAMessageForAnother_SaysSo()
    {
        using var other = ScepSite.OfRsa();
        using var transaction = other.Enrol();
        var refusal = _site.Refusal(transaction.Request());
        Assert.Equal(FailInfo.BadMessageCheck, refusal.FailInfo);
        Assert.Contains("another recipient", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(transaction.Id, refusal.Header!.TransactionId);
    }

    [Fact]
    public void Read_OfEveryTruncation_IsRefused()
    {
        using var transaction = _site.Enrol();
        var message = transaction.Request();
        for (var length = 0; length < message.Length; length += 7)
            Assert.Null(_site.Refusal(message[..length]).Header);
    }

    [Fact]
    public void Read_OfAnAlteredContent_IsRefused()
    {
        using var transaction = _site.Enrol();
        var message = transaction.Request();
        // The envelope is in the first half: what is signed comes before who signs.
        message[message.Length / 4] ^= 1;
        Assert.Equal(FailInfo.BadMessageCheck, _site.Refusal(message).FailInfo);
    }

    [Fact]
    public void Read_OfAnAlteredTransaction_IsRefused()
    {
        using var transaction = _site.Enrol();
        var message = transaction.Request();
        var at = message.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(transaction.Id));
        message[at] = message[at] == (byte)'0' ? (byte)'1' : (byte)'0';
        Assert.Equal("the message's signature is wrong", _site.Refusal(message).Message);
    }

    [Fact]
    public void Read_OfTooMuch_IsRefused() => Assert.Contains("65536", _site.Refusal(new byte[ScepLimits.MaxRequest + 1]).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1024, FailInfo.BadAlg, "the signer's key has 1024 bits")]
    [InlineData(2048, null, null)]
    public void Read_OfAWeakKey_IsRefused(int bits, FailInfo? expected, string? text)
    {
        using var key = RSA.Create(bits);
        using var signer = SelfSigned.Create(key);
        var message = Write(Envelope(Request(key)), signer);
        if (expected is null)
        {
            Assert.NotNull(_site.Responder.Read(message).SigningRequest);
            return;
        }

        var refusal = _site.Refusal(message);
        Assert.Equal(expected, refusal.FailInfo);
        Assert.Contains(text!, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfARequestForAnothersKey_IsRefused()
    {
        using var mine = RSA.Create(2048);
        using var signer = SelfSigned.Create(mine);
        Assert.Equal(FailInfo.BadMessageCheck, _site.Refusal(Write(Envelope(_site.NewRequest().Encoded.ToArray()), signer)).FailInfo);
    }

    [Fact]
    public void Read_OfASignerWithoutRsa_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signer = new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow,
            DateTimeOffset.UtcNow.AddDays(1)
        );
        Assert.Equal(FailInfo.BadAlg, _site.Refusal(Write(Envelope(_site.NewRequest().Encoded.ToArray()), signer)).FailInfo);
    }

    [Fact]
    public void Read_OfWhateverIsWrongInside_IsOneAnswer()
    {
        // Finer ones would tell a stranger, who re-signs another's envelope, what is in it.
        using var signer = SelfSigned.Create(_site.Key);
        using var other = RSA.Create(2048);
        var good = _site.NewRequest().Encoded.ToArray();
        var broken = good.ToArray();
        broken[^1] ^= 1;
        var texts = new[]
        {
            Envelope([1, 2, 3]),
            Envelope(broken),
            Envelope(Request(other)),
            Damaged(Envelope(good), last: true),
            Damaged(Envelope(good), last: false),
        }
            .Select(e => _site.Refusal(Write(e, signer)))
            .Select(r => $"{r.FailInfo}: {r.Message}");
        Assert.Single(texts.Distinct());
    }

    [Fact]
    public void Read_OfAWrongContentKey_IsOneAnswerToo()
    {
        using var signer = SelfSigned.Create(_site.Key);
        var good = Envelope(_site.NewRequest().Encoded.ToArray());
        var encryptedKey = IndexOfKey(good);
        foreach (var at in new[] { 0, 1, 100, 255 })
        {
            var message = good.ToArray();
            message[encryptedKey + at] ^= 0x40;
            var refusal = _site.Refusal(Write(message, signer));
            Assert.Equal("the message's content cannot be decrypted, or is not what its signer may send", refusal.Message);
        }
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void Read_OfASigningTimeFarOff_IsBadTime(int hours)
    {
        using var signer = SelfSigned.Create(_site.Key);
        var message = SignedMessage.Write(
            Envelope(_site.NewRequest().Encoded.ToArray()),
            signer,
            MessageDigest.Sha256,
            Attributes(ScepMessageType.PkcsReq),
            FixedTime.In(TimeSpan.FromHours(hours))
        );
        Assert.Equal(FailInfo.BadTime, _site.Refusal(message).FailInfo);
    }

    [Theory]
    [InlineData(ScepMessageType.CertRep)]
    [InlineData((ScepMessageType)99)]
    public void Read_OfAnotherType_IsBadRequest(ScepMessageType type)
    {
        using var signer = SelfSigned.Create(_site.Key);
        Assert.Equal(FailInfo.BadRequest, _site.Refusal(Write(Envelope(_site.NewRequest().Encoded.ToArray()), signer, type)).FailInfo);
    }

    [Theory]
    [InlineData(ScepMessageType.RenewalReq)]
    [InlineData(ScepMessageType.UpdateReq)]
    [InlineData(ScepMessageType.GetCrl)]
    [InlineData(ScepMessageType.GetCert)]
    public void Read_OfAStranger_WhereAClientIsExpected_IsRefused(ScepMessageType type)
    {
        using var itself = SelfSigned.Create(_site.Key);
        using var otherSite = ScepSite.OfRsa();
        using var others = otherSite.Current();
        foreach (var signer in new[] { itself, others })
        {
            var refusal = _site.Refusal(Write(Envelope(_site.NewRequest().Encoded.ToArray()), signer, type));
            Assert.Equal(FailInfo.BadMessageCheck, refusal.FailInfo);
            Assert.Contains("the signer's certificate", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_OfAForgedIssuer_IsRefused()
    {
        // The same names and key identifier as the authority's, and another key.
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_site.Authority.Certificate, true, false));
        using var forger = RSA.Create(2048);
        using var unsigned = request.Create(
            _site.Authority.Certificate.SubjectName,
            X509SignatureGenerator.CreateForRSA(forger, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            [1, 2, 3]
        );
        using var signer = unsigned.CopyWithPrivateKey(key);
        var refusal = _site.Refusal(Write(Envelope(Request(key)), signer, ScepMessageType.RenewalReq));
        Assert.Contains("the signer's certificate is signed with a signature that is wrong", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnExpiredClient_IsRefused()
    {
        using var current = _site.Current(TimeSpan.FromDays(1));
        using var later = new ScepLater(_site, TimeSpan.FromDays(2));
        using var transaction = ScepTransaction.Renew(_site.Known, _site.NewRequest(), current, later.Policy);
        var refusal = Assert.Throws<ScepMessageException>(() => later.Responder.Read(transaction.Request()));
        Assert.Contains("expired on", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfARequestToAnotherIssuer_IsRefused()
    {
        using var other = CertificateAuthority.Create("Other CA");
        using var signer = SelfSigned.Create(_site.Key);
        var content = CertificateReference.WriteSubject(other.Certificate.SubjectName, signer.SubjectName);
        Assert.Equal(FailInfo.BadMessageCheck, _site.Refusal(Write(Envelope(content), signer, ScepMessageType.CertPoll)).FailInfo);
    }

    [Fact]
    public void Read_OfAKeyTooWeakInARenewal_SaysSo()
    {
        using var current = _site.Current();
        using var weak = RSA.Create(1024);
        var refusal = _site.Refusal(Write(Envelope(Request(weak)), current, ScepMessageType.RenewalReq));
        Assert.Equal(FailInfo.BadAlg, refusal.FailInfo);
        Assert.Contains("1024 bits", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Request(RSA key) =>
        new CertificateRequest("CN=edge-7", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();

    private static AttributeWriter Attributes(ScepMessageType type) => new(type, "transaction", System.Text.Encoding.ASCII.GetBytes(Nonce));

    private static byte[] Write(byte[] content, X509Certificate2 signer, ScepMessageType type = ScepMessageType.PkcsReq) =>
        SignedMessage.Write(content, signer, MessageDigest.Sha256, Attributes(type), TimeProvider.System);

    private static byte[] Damaged(byte[] envelope, bool last)
    {
        envelope[last ? ^1 : ^40] ^= 1;
        return envelope;
    }

    // OCTET STRING of 256 bytes: the encrypted key comes first.
    private static int IndexOfKey(byte[] envelope) => envelope.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x04, 0x82, 0x01, 0x00]) + 4;

    private byte[] Envelope(byte[] content) => Pki.Scep.Cms.Envelope.Encrypt(content, _site.Known.Recipient, ContentCipher.Aes256);
}
