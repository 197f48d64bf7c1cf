using System.Text.Json;
using SocketWarp.Base;
using SocketWarp.Client;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.AllInOne.Identity;

/// <summary>Makes clients and secrets as any operator would.</summary>
internal static class ScepClients
{
    /// <summary>Gives a client, which is made when it is new, a secret for its first certificate; whatever it had is revoked.</summary>
    /// <exception cref="StartupException">when it was refused</exception>
    public static async Task<string> GiveSecretAsync(
        this ScepAdminClient scep,
        string uid,
        IReadOnlyDictionary<string, string> attributes,
        TimeSpan lifetime,
        CancellationToken cancellationToken
    )
    {
        var wanted = attributes.ToDictionary(a => a.Key, a => JsonSerializer.SerializeToElement(a.Value));
        try
        {
            if (!await DoneAsync(scep.UpdateClientAsync(uid, new ScepClientUpdate { Attributes = wanted }, cancellationToken), unless: 404))
                await scep.AddClientAsync(new ScepClientRequest { Uid = uid, Attributes = wanted }, cancellationToken);
            await DoneAsync(scep.RevokeClientAsync(uid, cancellationToken), unless: 409);
            return (await scep.MakeSecretAsync(uid, new ScepSecretRequest { Lifetime = DurationText.Format(lifetime) }, cancellationToken)).Secret!;
        }
        catch (ApiException e)
        {
            throw new StartupException($"the ScepServer refused the client \"{uid}\": {e.Message}", e);
        }
    }

    private static async Task<bool> DoneAsync(Task call, int unless)
    {
        try
        {
            await call;
            return true;
        }
        catch (ApiException e) when (e.Status == unless)
        {
            return false;
        }
    }
}
