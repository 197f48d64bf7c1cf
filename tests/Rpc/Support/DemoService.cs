using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Routing;
using SocketWarp.Rpc.Server;

namespace SocketWarp.Rpc.Tests.Support;

/// <summary>Serves <see cref="Demo"/> and tells what happened to its calls.</summary>
internal sealed class DemoService
{
    private const int FloodSize = 64 * 1024;

    private readonly TaskCompletionSource _hangStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _flooded;

    /// <summary>Completes when Hang is running.</summary>
    public Task HangStarted => _hangStarted.Task;

    /// <summary>Completes when the token of a Hang or a Flood has fired.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>Bytes that Flood has written.</summary>
    public long Flooded => Interlocked.Read(ref _flooded);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRpcUnary(Demo.Echo, EchoAsync);
        endpoints.MapRpcUnary(Demo.Blob, (request, _) => Task.FromResult(request));
        endpoints.MapRpcUnary(Demo.Fail, FailAsync);
        endpoints.MapRpcUnary(Demo.Hang, HangAsync);
        endpoints.MapRpcServerStreaming(Demo.Count, CountAsync);
        endpoints.MapRpcServerStreaming(Demo.Flood, FloodAsync);
        endpoints.MapRpcClientStreaming(Demo.Sum, SumAsync);
        endpoints.MapRpcDuplex(Demo.Chat, ChatAsync);
    }

    private static async Task<StringValue> EchoAsync(StringValue request, RpcServerCall call)
    {
        if (call.RequestHeaders.GetValue("wish") is { } wish)
        {
            var bytes = call.RequestHeaders.GetBytes("wish-bin") ?? [];
            await call.WriteResponseHeadersAsync(new RpcMetadata { { "initial", wish }, { "initial-bin", bytes } });
            call.ResponseTrailers.Add("trailing", wish);
            call.ResponseTrailers.Add("trailing-bin", bytes);
        }

        return request;
    }

    private static Task<StringValue> FailAsync(StringValue request, RpcServerCall call)
    {
        var space = request.Value.IndexOf(' ');
        call.ResponseTrailers.Add("from", "call");
        throw new RpcException((RpcStatusCode)int.Parse(request.Value[..space]), request.Value[(space + 1)..], new RpcMetadata { { "reason", "asked" } });
    }

    private async Task<StringValue> HangAsync(StringValue request, RpcServerCall call)
    {
        _hangStarted.SetResult();
        await WaitForCancellationAsync(call);
        throw new OperationCanceledException(call.CancellationToken);
    }

    private async Task FloodAsync(Empty request, IRpcWriter<BytesValue> responses, RpcServerCall call)
    {
        var blob = new BytesValue { Value = ByteString.CopyFrom(new byte[FloodSize]) };
        try
        {
            while (true)
            {
                await responses.WriteAsync(blob);
                Interlocked.Add(ref _flooded, FloodSize);
            }
        }
        finally
        {
            await WaitForCancellationAsync(call);
        }
    }

    private static async Task CountAsync(Int32Value request, IRpcWriter<Int32Value> responses, RpcServerCall call)
    {
        for (var i = 1; i <= request.Value; i++)
            await responses.WriteAsync(Demo.Number(i));
    }

    private static async Task<Int32Value> SumAsync(IAsyncEnumerable<Int32Value> requests, RpcServerCall call)
    {
        var sum = 0;
        await foreach (var request in requests)
            sum += request.Value;
        return Demo.Number(sum);
    }

    private static async Task ChatAsync(IAsyncEnumerable<StringValue> requests, IRpcWriter<StringValue> responses, RpcServerCall call)
    {
        await foreach (var request in requests)
            await responses.WriteAsync(request);
        await responses.WriteAsync(Demo.Text("bye"));
    }

    private async Task WaitForCancellationAsync(RpcServerCall call)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (call.CancellationToken.Register(fired.SetResult))
            await fired.Task;
        _cancelled.TrySetResult();
    }
}
