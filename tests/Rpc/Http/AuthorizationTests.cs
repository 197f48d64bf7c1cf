using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Rpc.Client;
using SocketWarp.Rpc.Server;
using SocketWarp.Rpc.Tests.Support;

namespace SocketWarp.Rpc.Tests.Http;

/// <summary>ASP.NET Core's authorization guards methods like any other endpoint.</summary>
public sealed class AuthorizationTests
{
    [Theory(Timeout = Expect.Timeout)]
    [InlineData(null, RpcStatusCode.Unauthenticated)]
    [InlineData("wrong", RpcStatusCode.Unauthenticated)]
    [InlineData("viewer", RpcStatusCode.PermissionDenied)]
    [InlineData("admin", RpcStatusCode.Ok)]
    public async Task Unary_NeedsARole_OnlyThatRoleGetsIn(string? token, RpcStatusCode expected)
    {
        await using var host = await RpcHost.StartAsync(
            app => app.MapRpcUnary(Demo.Echo, (request, call) => Task.FromResult(Demo.Text(call.HttpContext.User.Identity!.Name!))).RequireAuthorization("admins"),
            services: services =>
            {
                services.AddAuthentication("token").AddScheme<AuthenticationSchemeOptions, TokenHandler>("token", null);
                services.AddAuthorizationBuilder().AddPolicy("admins", policy => policy.RequireRole("admin"));
            });
        using var channel = host.Channel(new RpcChannelOptions
        {
            Address = host.Address,
            DefaultMetadata = _ => ValueTask.FromResult<RpcMetadata>(token is null ? [] : new RpcMetadata { { "authorization", $"Bearer {token}" } }),
        });
        if (expected == RpcStatusCode.Ok)
            Assert.Equal("admin", (await channel.UnaryAsync(Demo.Echo, Demo.Text(""))).Value);
        else
            await Expect.StatusAsync(expected, () => channel.UnaryAsync(Demo.Echo, Demo.Text("")));
    }

    private sealed class TokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if ((string?)Request.Headers.Authorization is not ("Bearer viewer" or "Bearer admin"))
                return Task.FromResult(AuthenticateResult.NoResult());
            var role = Request.Headers.Authorization.ToString()["Bearer ".Length..];
            var identity = new ClaimsIdentity([new(ClaimTypes.Name, role), new(ClaimTypes.Role, role)], "token");
            return Task.FromResult(AuthenticateResult.Success(new(new(identity), "token")));
        }
    }
}
