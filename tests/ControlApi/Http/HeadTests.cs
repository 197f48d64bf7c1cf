using SocketWarp.ControlApi.Tests.Support;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Tests.Http;

public sealed class HeadTests
{
    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData(RestRoutes.Assignments, 200)]
    [InlineData(RestRoutes.LegacyOpen, 405)]
    [InlineData("/nowhere", 404)]
    public async Task Head_OfAnyPath_AnswersAsGetWithoutABody(string path, int status)
    {
        await using var host = await ControlApiHost.StartAsync();

        var get = await host.Admin.GetAsync(path);
        var head = await host.Admin.SendAsync(HttpMethod.Head, path, null);

        Assert.Equal((status, status), (get.Status, head.Status));
        Assert.Equal(get.ContentType, head.ContentType);
        Assert.Equal("", head.Body);
    }
}
