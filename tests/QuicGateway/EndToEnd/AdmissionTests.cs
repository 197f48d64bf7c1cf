using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocketWarp.Base.Files;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.QuicGateway.Admission;
using SocketWarp.QuicGateway.Settings;
using SocketWarp.QuicGateway.Tests.Support;
using SocketWarp.TestSupport;
using SocketWarp.Transport;
using SocketWarp.Transport.Sessions;

namespace SocketWarp.QuicGateway.Tests.EndToEnd;

public sealed class AdmissionTests : Surroundings
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    internal override void Configure(GatewaySettings settings)
    {
        settings.Admission.HelloTimeout = Short;
        settings.Admission.VerifyTimeout = Short;
    }

    [Fact]
    public async Task Session_IsReported_WithWhatTheConnectorSaid()
    {
        await using var connector = await StartConnectorAsync(
            "inside",
            settings =>
            {
                settings.Name = "cellar";
                settings.Labels["site"] = "north";
            }
        );
        await connector.WaitUpAsync();
        var report = (await Control.Reports.WaitAsync(r => r.Session is { Up: true })).Session;
        Assert.Equal(("inside", "cellar", "north", WireProtocols.Native), (report.Uid, report.Name, report.Labels["site"], report.Protocol));
        Assert.Equal(connector.Status.Session?.Id, report.SessionId);
        Assert.True(report.CertificateNotAfterUnixSeconds > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Uid_IsTheVerifyServicesWord()
    {
        Verify.Answer = context => context.Response.WriteAsJsonAsync(new { uid = "other" });
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await peer.HelloAsync();
        var welcome = (Welcome)(await control.ReadAsync(CancellationToken.None).InTime())!.Value.Body;
        Assert.Equal("other", welcome.Uid);
        Assert.Equal("default", welcome.GatewayId);
    }

    [Theory]
    [InlineData(403, "", ErrorCode.NotAdmitted)]
    [InlineData(404, "", ErrorCode.NotAdmitted)]
    [InlineData(302, "", ErrorCode.NotAdmitted)]
    [InlineData(401, "[]", ErrorCode.NotAdmitted)]
    [InlineData(401, "{\"message\":5}", ErrorCode.NotAdmitted)]
    [InlineData(401, "{\"message\":\"\\ud800\"}", ErrorCode.NotAdmitted)]
    [InlineData(500, "", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "not json", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "{\"uid\":5}", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "[]", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "{\"uid\":\"\\ud800\"}", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "{\"uid\":\"inside\",\"attributes\":[]}", ErrorCode.VerifyUnavailable)]
    [InlineData(200, "{\"uid\":\"a/b\"}", ErrorCode.NotAdmitted)]
    public async Task VerifyService_SaysNo_PeerIsRefusedWithTheCode(int status, string body, ErrorCode expected)
    {
        Verify.Answer = context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        };
        Assert.Equal(expected, await RefusedAsync("inside"));
    }

    [Fact]
    public async Task VerifyService_SaysNo_ButItsReasonStalls_PeerIsNotAdmitted()
    {
        Verify.Answer = SayNoAndStallAsync;
        Assert.Equal(ErrorCode.NotAdmitted, await RefusedAsync("inside"));
    }

    [Fact]
    public async Task VerifyService_SaysNo_ButItsReasonIsCut_CertificateIsNotAdmitted()
    {
        // Kestrel cuts with a reset, which may overtake the status.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var source = Verifier(new AdmissionSettings { VerifyUrl = new Uri($"http://{listener.LocalEndpoint}/"), VerifyTimeout = Waiting.Patience });
        using var leaf = Files.CreateClient("inside");
        var decision = source.VerifyAsync(leaf, CancellationToken.None);
        using (var client = await listener.AcceptTcpClientAsync().InTime())
        using (var question = new StreamReader(client.GetStream()))
        {
            while (await question.ReadLineAsync().InTime() is { Length: > 0 }) { }

            await client.GetStream().WriteAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
        }

        Assert.Equal(ErrorCode.NotAdmitted, (await decision.InTime()).Refusal?.Code);
    }

    [Fact]
    public async Task VerifyService_SaysNo_ItsReasonIsNotWaitedForLong()
    {
        Verify.Answer = SayNoAndStallAsync;
        using var source = Verifier(new AdmissionSettings { VerifyUrl = Verify.Url, VerifyTimeout = TimeSpan.FromMinutes(1) });
        using var leaf = Files.CreateClient("inside");
        Assert.Equal(ErrorCode.NotAdmitted, (await source.VerifyAsync(leaf, CancellationToken.None).InTime()).Refusal?.Code);
    }

    [Fact]
    public async Task VerifyService_AnswersTooMuch_PeerIsRefused()
    {
        Verify.Answer = context => context.Response.WriteAsync($"{{\"uid\":\"inside\",\"more\":\"{new string('x', 100_000)}\"}}");
        Assert.Equal(ErrorCode.VerifyUnavailable, await RefusedAsync("inside"));
    }

    [Fact]
    public async Task VerifyService_IsAway_PeerIsRefused()
    {
        await Verify.DisposeAsync();
        Assert.Equal(ErrorCode.VerifyUnavailable, await RefusedAsync("inside"));
    }

    [Fact]
    public async Task VerifyService_HangsForOne_OthersAreAdmitted()
    {
        var asked = new TaskCompletionSource();
        Verify.Answer = async context =>
        {
            PercentEncoded(context, out var uid);
            if (uid == "slow")
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await VerifyEndpoint.AnswerCommonName(context);
        };
        await using var slow = await RawPeer.ConnectAsync(Files, "slow", Gateway.Address);
        await slow.HelloAsync();
        await asked.Task.InTime();
        await using var quick = await RawPeer.ConnectAsync(Files, "quick", Gateway.Address);
        await quick.EnterAsync();
        Assert.Equal(ErrorCode.VerifyUnavailable, await slow.ClosedAsync());
    }

    [Fact]
    public async Task NoHello_PeerIsClosed_AndNobodyElseNotices()
    {
        await using var silent = await RawPeer.ConnectAsync(Files, "silent", Gateway.Address);
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        Assert.Equal(ErrorCode.TooSlow, await silent.ClosedAsync());
        Assert.NotNull(connector.Status.Session);
    }

    [Fact]
    public async Task MalformedFrames_PeerIsClosed_AndNobodyElseNotices()
    {
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        await using var noisy = await RawPeer.ConnectAsync(Files, "noisy", Gateway.Address);
        var stream = await noisy.Session.OpenStreamAsync();
        await stream.Output.WriteAsync(new byte[] { 0x3f, 0xff, 0xff });
        Assert.Equal(ErrorCode.BadFrame, await noisy.ClosedAsync());
        Assert.NotNull(connector.Status.Session);
    }

    [Fact]
    public async Task FrameOutOfOrder_InARunningSession_ClosesIt()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await peer.EnterAsync();
        await control.SendAsync(FrameKind.Hello, new Hello { Version = 1 }, CancellationToken.None);
        Assert.Equal(ErrorCode.BadFrame, await peer.ClosedAsync());
    }

    [Fact]
    public async Task OtherVersion_IsRefusedWithTheReason()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await peer.HelloAsync(new Hello { Version = 99 });
        var refused = (Refused)(await control.ReadAsync(CancellationToken.None).InTime())!.Value.Body;
        Assert.Equal((ulong)ErrorCode.BadVersion, refused.Code);
        Assert.Contains("99", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.BadVersion, await peer.ClosedAsync());
    }

    [Fact]
    public async Task SecondStream_IsReset_AndTheSessionGoesOn()
    {
        await using var peer = await RawPeer.ConnectAsync(Files, "inside", Gateway.Address);
        var control = await peer.EnterAsync();
        var stream = await peer.Session.OpenStreamAsync();
        await stream.Output.WriteAsync(new byte[] { 1 });
        var reset = await Assert.ThrowsAsync<StreamResetException>(() => stream.Input.ReadAsync().InTime());
        Assert.Equal((ulong)ErrorCode.BadFrame, reset.Code);
        await control.SendAsync(FrameKind.Ping, new Ping { Sequence = 7 }, CancellationToken.None);
        var answer = await control.ReadAsync(CancellationToken.None).InTime();
        Assert.Equal(7UL, ((Pong)answer!.Value.Body).Sequence);
    }

    [Fact]
    public async Task WrongProtocol_FailsTheHandshake()
    {
        var failure = await Assert.ThrowsAsync<TransportException>(() => RawPeer.ConnectAsync(Files, "inside", Gateway.Address, "other/1"));
        Assert.Equal(TransportError.NoCommonProtocol, failure.Error);
    }

    [Fact]
    public async Task StrangersCertificate_IsRefused_AndNobodyElseNotices()
    {
        await using var connector = await StartConnectorAsync("inside");
        await connector.WaitUpAsync();
        using var strangers = new TestFiles();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var stranger = await RawPeer.ConnectAsync(strangers, "inside", Gateway.Address);
            await stranger.EnterAsync();
        });
        Assert.Equal(1, Verify.Questions);
        Assert.NotNull(connector.Status.Session);
    }

    private static async Task SayNoAndStallAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static void PercentEncoded(HttpContext context, out string uid)
    {
        PercentEncodedPem.TryDecode(context.Request.Headers["X-Mtls-Clientcert"].ToString(), out var certificate, out _);
        uid = certificate!.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    private ScepAdmissionSource Verifier(AdmissionSettings settings) =>
        new(settings, new VerifyHttp(settings, Gateway.Services.GetRequiredService<FileWatch>()), TimeProvider.System);

    private async Task<ErrorCode> RefusedAsync(string uid)
    {
        await using var peer = await RawPeer.ConnectAsync(Files, uid, Gateway.Address);
        var control = await peer.HelloAsync();
        var refused = (Refused)(await control.ReadAsync(CancellationToken.None).InTime())!.Value.Body;
        Assert.NotEmpty(refused.Reason);
        Assert.Equal((ErrorCode)refused.Code, await peer.ClosedAsync());
        return (ErrorCode)refused.Code;
    }
}
