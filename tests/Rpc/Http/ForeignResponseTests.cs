using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Http;

/// <summary>What a client of ours makes of responses that no server of ours sends.</summary>
public sealed class ForeignResponseTests
{
    [Theory(Timeout = Expect.Timeout)]
    [InlineData(400, RpcStatusCode.Internal)]
    [InlineData(401, RpcStatusCode.Unauthenticated)]
    [InlineData(403, RpcStatusCode.PermissionDenied)]
    [InlineData(404, RpcStatusCode.Unimplemented)]
    [InlineData(429, RpcStatusCode.Unavailable)]
    [InlineData(431, RpcStatusCode.Internal)]
    [InlineData(502, RpcStatusCode.Unavailable)]
    [InlineData(503, RpcStatusCode.Unavailable)]
    [InlineData(504, RpcStatusCode.Unavailable)]
    [InlineData(200, RpcStatusCode.Unknown)]
    [InlineData(302, RpcStatusCode.Unknown)]
    [InlineData(500, RpcStatusCode.Unknown)]
    public async Task Unary_PeerSpeaksNoGrpc_HttpStatusIsTranslated(int http, RpcStatusCode expected)
    {
        await AnswerAsync(expected, async response =>
        {
            response.StatusCode = http;
            response.ContentType = "text/html";
            await response.WriteAsync("<html/>");
        });
    }

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("5", RpcStatusCode.NotFound)]
    [InlineData("", RpcStatusCode.Unknown)]
    [InlineData("-1", RpcStatusCode.Unknown)]
    [InlineData("17", RpcStatusCode.Unknown)]
    [InlineData("99999999999", RpcStatusCode.Unknown)]
    [InlineData("well", RpcStatusCode.Unknown)]
    public async Task Unary_StatusInTrailers_IsJudged(string status, RpcStatusCode expected)
    {
        await AnswerAsync(expected, async response =>
        {
            response.ContentType = "application/grpc";
            await response.StartAsync();
            response.AppendTrailer("grpc-status", status);
        });
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Unary_HttpErrorWithGrpcStatus_TheGrpcStatusHolds() => await AnswerAsync(RpcStatusCode.NotFound, response =>
    {
        response.StatusCode = 503;
        response.Headers["grpc-status"] = "5";
        return Task.CompletedTask;
    });

    [Theory(Timeout = Expect.Timeout)]
    [InlineData("", "0", null, RpcStatusCode.Unimplemented)]                            // no response
    [InlineData("00000000000000000000", "0", null, RpcStatusCode.Unimplemented)]        // two responses
    [InlineData("0000000000", null, null, RpcStatusCode.Unknown)]                       // no status
    [InlineData("0000", "0", null, RpcStatusCode.Internal)]                             // ends inside the header
    [InlineData("00000000050A03", "0", null, RpcStatusCode.Internal)]                   // ends inside the message
    [InlineData("00FFFFFFFF", "0", null, RpcStatusCode.ResourceExhausted)]              // says that 4 GiB follow
    [InlineData("0100000000", "0", "gzip", RpcStatusCode.Internal)]                     // compressed
    [InlineData("00000000020A05", "0", null, RpcStatusCode.Internal)]                   // no protobuf
    [InlineData("0000000000", "7", null, RpcStatusCode.PermissionDenied)]               // a response and a refusal
    public async Task Unary_MalformedBody_FailsWithStatus(string hex, string? status, string? encoding, RpcStatusCode expected)
    {
        await AnswerAsync(expected, async response =>
        {
            response.ContentType = "application/grpc";
            if (encoding is not null)
                response.Headers["grpc-encoding"] = encoding;
            await response.Body.WriteAsync(Convert.FromHexString(hex));
            await response.Body.FlushAsync();
            if (status is not null)
                response.AppendTrailer("grpc-status", status);
        });
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task ServerStreaming_BodyEndsInsideMessage_FailsAfterTheWholeOnes()
    {
        await using var host = await RpcHost.StartAsync(app => app.MapPost(Demo.Count.Path, async (HttpResponse response) =>
        {
            response.ContentType = "application/grpc";
            await response.Body.WriteAsync(Convert.FromHexString("00000000020801" + "0000000002"));
            await response.Body.FlushAsync();
        }));
        using var channel = host.Channel();
        await using var call = channel.ServerStreaming(Demo.Count, new Int32Value());
        Assert.Equal(1, (await call.ReadAsync())?.Value);
        await Expect.StatusAsync(RpcStatusCode.Internal, async () => await call.ReadAsync());
    }

    private static async Task AnswerAsync(RpcStatusCode expected, Func<HttpResponse, Task> answer)
    {
        await using var host = await RpcHost.StartAsync(app => app.MapPost(Demo.Echo.Path, (HttpResponse response) => answer(response)));
        using var channel = host.Channel();
        await Expect.StatusAsync(expected, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
    }
}
