using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SocketWarp.Web.Http;
using SocketWarp.Web.Http.Connections;

namespace SocketWarp.Web.Access;

/// <summary>Turns <c>Authorization: Bearer …</c> into a role; without the header the caller has what the settings give anonymous callers.</summary>
internal sealed class BearerHandler(
    ApiTokens tokens,
    HttpSettings settings,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = SchemeName + " ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
            return Task.FromResult(Anonymous());
        if (header.Count > 1 || header[0]?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
            return Task.FromResult(AuthenticateResult.Fail("the header is not \"Authorization: Bearer TOKEN\""));
        var token = header[0]![Prefix.Length..].Trim();
        var role = tokens.RoleOf(token);
        if (role == ApiRole.None)
            return Task.FromResult(AuthenticateResult.Fail("the token is unknown"));
        Context.Features.Get<ClientConnection>()?.Authenticated();
        return Task.FromResult(Ticket(role, new Claim(ClaimTypes.NameIdentifier, ApiTokens.DigestOf(token))));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var why = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message ?? "no token was sent";
        Response.Headers.Append(HeaderNames.WWWAuthenticate, SchemeName);
        await ErrorBody.WriteAsync(Context, Problems.Unauthorized(why));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorBody.WriteAsync(Context, Problems.Forbidden(Context.User.FindFirstValue(ClaimTypes.Role)?.ToLowerInvariant() ?? "unknown"));

    private AuthenticateResult Anonymous() =>
        settings.AllowAnonymous switch
        {
            AnonymousAccess.Viewer => Ticket(ApiRole.Viewer),
            AnonymousAccess.Admin => Ticket(ApiRole.Admin),
            _ => AuthenticateResult.NoResult(),
        };

    private static AuthenticateResult Ticket(ApiRole role, params Claim[] more)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Role, role.ToString()), .. more], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
