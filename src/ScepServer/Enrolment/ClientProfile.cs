using System.Text.Json;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Scep;
using SocketWarp.ScepServer.Clients;

namespace SocketWarp.ScepServer.Enrolment;

/// <summary>
/// What kind of certificate a client gets, by its attributes: without any, one for a connector. Which DNS names and addresses a server may
/// carry is the administrator's word too, else any client could pass for any server.
/// </summary>
internal static class ClientProfile
{
    /// <summary><c>client</c>, <c>server</c> or <c>gateway</c>.</summary>
    public const string ProfileAttribute = "socketwarp.profile";

    /// <summary>DNS names and IP addresses, separated by commas.</summary>
    public const string NamesAttribute = "socketwarp.names";

    /// <exception cref="EnrolmentRefusedException">when the attributes do not allow what is asked for.</exception>
    public static LeafProfile Of(Client client, IReadOnlyList<string> names)
    {
        var profile = Text(client, ProfileAttribute) switch
        {
            null or "client" => LeafProfile.Client,
            "server" => LeafProfile.Server,
            "gateway" => LeafProfile.Gateway,
            _ => throw new EnrolmentRefusedException(
                FailInfo.BadRequest,
                $"the attribute {ProfileAttribute} is not client, server or gateway: the administrator has to correct it"
            ),
        };
        if (!profile.CopiesNames)
            return profile;
        var allowed = (Text(client, NamesAttribute) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Except(allowed, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is not { } other
            ? profile
            : throw new EnrolmentRefusedException(
                FailInfo.BadRequest,
                $"the name {Protocol.PeerText.Quote(other)} is not among the client's attribute {NamesAttribute}"
            );
    }

    private static string? Text(Client client, string attribute) =>
        client.Attributes.TryGetValue(attribute, out var value)
            ? value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : value.GetRawText()
            : null;
}
