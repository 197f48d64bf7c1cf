using System.Diagnostics;
using SocketWarp.TestSupport;

namespace SocketWarp.Client.Tests;

/// <summary>Calls of servers that do what none should: each ends in time, and says what was wrong.</summary>
public sealed class FaultTests
{
    private const string Token = "a-token-of-mine";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("\0\u0001garbage\r\n\r\n", ApiFailure.Foreign, null)]
    [InlineData("", ApiFailure.Closed, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[", ApiFailure.Closed, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n", ApiFailure.Closed, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[{]", ApiFailure.Foreign, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\nnull", ApiFailure.Foreign, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[{\"id\":\"a\"}]", ApiFailure.Foreign, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n[]", ApiFailure.Foreign, 200)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[", ApiFailure.TooLarge, null)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>", ApiFailure.Foreign, 404)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<html>", ApiFailure.Failed, 502)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.", ApiFailure.TlsNeeded, 400)]
    public async Task Answer_ThatIsNone_IsOfItsKind(string answer, ApiFailure failure, int? status)
    {
        await using var server = FaultyServer.Saying(answer);
        using var api = Client(server.Address);

        var exception = await FailAsync(() => api.ListAssignmentsAsync());

        Assert.Equal((failure, status), (exception.Failure, exception.Status));
        Assert.Contains(server.Address.ToString().TrimEnd('/'), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var elsewhere = FaultyServer.Silent();
        await using var server = FaultyServer.Saying($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n");
        using var api = Client(server.Address);

        Assert.Equal((ApiFailure.Foreign, 307), await FailAsync(() => api.ListAssignmentsAsync()) is var e ? (e.Failure, e.Status) : default);
        Assert.Equal(0, elsewhere.Callers);
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsCutAtItsLimit()
    {
        await using var server = FaultyServer.Endless("application/json");
        using var api = Client(server.Address);
        Assert.Equal(ApiFailure.TooLarge, (await FailAsync(() => api.ListAssignmentsAsync())).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ThatDoesNotCome_EndsAtItsTime(bool trickles)
    {
        const string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
        await using var server = trickles ? Trickling(head, "[", int.MaxValue) : FaultyServer.Silent();
        using var api = Client(server.Address, Short);
        var clock = Stopwatch.StartNew();

        var exception = await FailAsync(() => api.ListAssignmentsAsync());

        Assert.Equal(ApiFailure.TimedOut, exception.Failure);
        Assert.EndsWith("did not answer within 1s", exception.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, Short / 2, Waiting.Patience);
    }

    [Fact]
    public async Task Caller_WhoGivesUp_GetsACancellation()
    {
        await using var server = FaultyServer.Silent();
        using var api = new ControlClient(new ApiClientOptions { Address = server.Address });
        using var given = new CancellationTokenSource(Short / 4);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.ListAssignmentsAsync(given.Token).InTime());
    }

    [Fact]
    public async Task Address_WithNobody_SaysWhatIsMissing()
    {
        using var nobody = Client(new Uri($"http://127.0.0.1:{Ports.FreeTcp()}"));
        using var unknown = Client(new Uri("http://name.invalid"));
        using var socket = new ControlClient(new ApiClientOptions { Address = new Uri("http://localhost"), SocketPath = "/nowhere/socket" });

        Assert.Equal(ApiFailure.NotListening, (await FailAsync(() => nobody.ListAssignmentsAsync())).Failure);
        Assert.Equal(ApiFailure.NameUnknown, (await FailAsync(() => unknown.ListAssignmentsAsync())).Failure);
        var noSocket = await FailAsync(() => socket.ListAssignmentsAsync());
        Assert.Equal("the API at unix:/nowhere/socket does not answer: there is no such socket", noSocket.Message);
    }

    /// <summary>So much, and then as much as wanted of it, a part each 50 ms.</summary>
    internal static FaultyServer Trickling(string head, string part, int count, string tail = "") =>
        new(
            async (caller, end) =>
            {
                await FaultyServer.SayAsync(caller, head, end);
                for (var i = 0; i < count; i++)
                {
                    await Task.Delay(50, end);
                    await FaultyServer.SayAsync(caller, part, end);
                }

                await FaultyServer.SayAsync(caller, tail, end);
            }
        );

    internal static async Task<ApiException> FailAsync(Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<ApiException>(() => call().InTime());
        Assert.DoesNotContain(Token, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }

    private static ControlClient Client(Uri address, TimeSpan? callTimeout = null) =>
        new(
            new ApiClientOptions
            {
                Address = address,
                Token = Token,
                CallTimeout = callTimeout ?? Waiting.Patience,
                MaxAnswerBytes = 65536,
            }
        );
}
