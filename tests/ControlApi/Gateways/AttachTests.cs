using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Control;
using SocketWarp.Protocol.Rest;
using SocketWarp.TestSupport;

namespace SocketWarp.ControlApi.Tests.Gateways;

public sealed class AttachTests
{
    [Fact]
    public async Task Attach_Gateway_GetsItsSnapshotAndThenDeltas()
    {
        await using var host = await ControlApiHost.StartAsync();
        await host.Admin.PutAsync(
            new
            {
                id = "mine",
                port = 9000,
                uid = "u",
                target = "db:1",
                maxVisitors = 7,
                listenAddress = "::1",
            }
        );
        await host.Admin.PutAsync(
            new
            {
                id = "other",
                gateway = "elsewhere",
                port = 9000,
                uid = "u",
                target = "db:1",
            }
        );
        await using var gateway = await host.AttachAsync();

        var snapshot = (await gateway.ReadAsync()).Snapshot;
        Assert.Equal(2ul, snapshot.Revision);
        Assert.Equal(
            new Assignment
            {
                Id = "mine",
                Revision = 1,
                Protocol = AssignmentProtocol.Tcp,
                Port = 9000,
                Uid = "u",
                Target = "db:1",
                MaxVisitors = 7,
                ListenAddress = "::1",
            },
            Assert.Single(snapshot.Assignments)
        );

        await gateway.TakeAsync(new ControlUpdate { Snapshot = snapshot });
        var deleting = host.Admin.DeleteAsync("/api/v1/assignments/mine");
        var delta = (await gateway.ReadAsync()).Delta;
        Assert.Equal(["mine"], delta.Removals);
        Assert.Equal(3ul, delta.Revision);
        await gateway.TakeAsync(new ControlUpdate { Delta = delta });
        await deleting.InTime();
    }

    [Fact]
    public async Task Attach_OverIPv4ToAListenerOfBothFamilies_IsShownAsIPv4()
    {
        await using var host = await ControlApiHost.StartAsync(("Control:Listen", "[::]:0"), ("Api:Listen", "[::]:0"));
        await using var gateway = await (await host.AttachAsync()).RunAsync();

        var remote = Assert.Single(await host.Control.ListGatewaysAsync()).Remote;

        Assert.StartsWith("127.0.0.1:", remote, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_SeveralGateways_EachGetsItsOwn()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var first = await (await host.AttachAsync("first")).RunAsync();
        await using var second = await (await host.AttachAsync("second")).RunAsync();

        var a = await host.Admin.PutAsync(
            new
            {
                gateway = "first",
                port = 9000,
                uid = "u",
                target = "t:1",
            }
        );
        var b = await host.Admin.PutAsync(
            new
            {
                gateway = "second",
                port = 9000,
                uid = "u",
                target = "t:1",
            }
        );

        Assert.Equal((AssignmentStatus.Listening, AssignmentStatus.Listening), (a.Assignment.State, b.Assignment.State));
        Assert.Equal(["first", "second"], (await host.Control.ListGatewaysAsync()).Select(g => g.Id));
    }

    [Fact]
    public async Task Attach_Again_ReplacesTheFirstAttachment()
    {
        await using var host = await ControlApiHost.StartAsync(("Api:AcknowledgeTimeout", "20s"));
        await using var old = await host.AttachAsync();
        await old.ReadAsync();

        await using var replacement = await (await host.AttachAsync()).RunAsync();

        Assert.Equal(StatusCode.Aborted, (await Assert.ThrowsAsync<RpcException>(old.ReadOrEndAsync)).StatusCode);
        Assert.Equal(AssignmentStatus.Listening, (
                await host.Admin.PutAsync(
                    new
                    {
                        port = 9000,
                        uid = "u",
                        target = "t:1",
                    }
                )
            ).Assignment.State);
        Assert.True(Assert.Single(await host.Control.ListGatewaysAsync()).Attached);
    }

    [Fact]
    public async Task Attach_WithoutAToken_IsUnauthenticated()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await FakeGateway.AttachAsync(host.Channel(null));

        var failure = await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync);
        Assert.Equal(StatusCode.Unauthenticated, failure.StatusCode);
        Assert.StartsWith("no token was sent: send \"Authorization: Bearer TOKEN\"", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_WithTheAdminsToken_IsDenied()
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await FakeGateway.AttachAsync(host.Channel(host.AdminToken));

        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("No Such Name")]
    public async Task Attach_BadGatewayId_IsInvalidArgument(string id)
    {
        await using var host = await ControlApiHost.StartAsync();
        await using var gateway = await host.AttachAsync(id);

        var failure = await Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains("gateway_id", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_HostStops_Ends()
    {
        var host = await ControlApiHost.StartAsync();
        await using var gateway = await host.AttachAsync();
        await gateway.ReadAsync();

        var ending = Assert.ThrowsAsync<RpcException>(gateway.ReadOrEndAsync);
        await host.DisposeAsync();

        // The runtime's client says Internal when the end of the connection overtakes the status; Google's hears the status, see PythonGatewayTests.
        Assert.True((await ending.InTime()).StatusCode is StatusCode.Unavailable or StatusCode.Internal);
    }

    [Fact]
    public async Task Attach_ThroughTheUnixSocket_Works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Kestrel's Unix sockets are used on Unix");
        await using var host = await ControlApiHost.StartAsync(("Control:Socket", "control.sock"), ("Control:Listen", "none"));
        Assert.Null(host.Addresses.Control);

        await using var gateway = await FakeGateway.AttachAsync(Channels.Unix(host.Addresses.ControlSocket!, host.GatewayToken));

        Assert.Equal(ControlUpdate.KindOneofCase.Snapshot, (await gateway.ReadAsync()).KindCase);
    }

    [Fact]
    public async Task Attach_ThroughTls_Works()
    {
        using var authority = new TestSupport.TestCertificates();
        using var directory = new TestDirectory();
        using var certificate = authority.Server();
        await File.WriteAllTextAsync(directory.File("cert.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            directory.File("key.pem"),
            certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            TestContext.Current.CancellationToken
        );
        await using var host = await ControlApiHost.StartAsync(
            ("Control:Certificate", directory.File("cert.pem")),
            ("Control:CertificateKey", directory.File("key.pem"))
        );
        Assert.Equal("https", host.Addresses.Control!.Scheme);

        await using var gateway = await FakeGateway.AttachAsync(Channels.Tls(host.Addresses.Control, host.GatewayToken, authority.Authority));

        Assert.Equal(ControlUpdate.KindOneofCase.Snapshot, (await gateway.ReadAsync()).KindCase);
    }
}
