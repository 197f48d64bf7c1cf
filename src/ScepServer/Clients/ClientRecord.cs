using System.Text.Json;
using System.Text.Json.Serialization;
using SocketWarp.Store;

namespace SocketWarp.ScepServer.Clients;

/// <summary>One change of the store: all that one change does to one client, so that it happens as a whole or not at all; or an answer alone.</summary>
internal sealed record ClientRecord : IRecord
{
    [JsonPropertyName("r")]
    public required ulong Revision { get; init; }

    [JsonPropertyName("uid")]
    public required string Uid { get; init; }

    /// <summary>Replaces the attributes; makes the client when it is new.</summary>
    [JsonPropertyName("attributes")]
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }

    /// <summary>Takes the place of the one before.</summary>
    [JsonPropertyName("secret")]
    public ClientSecret? Secret { get; init; }

    /// <summary>The secret was used, or taken back.</summary>
    [JsonPropertyName("endSecret")]
    public bool EndSecret { get; init; }

    [JsonPropertyName("certificate")]
    public ClientCertificate? Certificate { get; init; }

    /// <summary>The time when all certificates but <see cref="Certificate"/> are revoked; may lie in the future.</summary>
    [JsonPropertyName("revokeOthersAt")]
    public DateTimeOffset? RevokeOthersAt { get; init; }

    /// <summary>All certificates that the client has from now on: with the attributes and the secret, the whole client.</summary>
    [JsonPropertyName("certificates")]
    public IReadOnlyList<ClientCertificate>? All { get; init; }

    /// <summary>The client is gone.</summary>
    [JsonPropertyName("remove")]
    public bool Remove { get; init; }

    /// <summary>What the caller was told, when its request had a key; no secret is in it.</summary>
    [JsonPropertyName("answer")]
    public KeptAnswer<ClientOutcome>? Answer { get; init; }

    /// <summary>Whether it says nothing but an <see cref="Answer"/>.</summary>
    [JsonIgnore]
    public bool IsAnswer => Uid.Length == 0;

    /// <summary>A change with its answer; without a change, a record of the answer alone.</summary>
    public static ClientRecord Answering(ClientRecord? change, KeptAnswer<ClientOutcome> answer, ulong revision) =>
        (change ?? new ClientRecord { Revision = revision, Uid = "" }) with
        {
            Answer = answer,
        };

    public static ClientRecord Restoring(Client client, ulong revision) =>
        new()
        {
            Revision = revision,
            Uid = client.Uid,
            Attributes = client.Attributes,
            Secret = client.Secret,
            All = client.Certificates,
        };

    public Client ApplyTo(Client client)
    {
        if (All is not null)
            return client with { Attributes = Attributes!, Secret = Secret, Certificates = [.. All] };
        if (Attributes is not null)
            client = client with { Attributes = Attributes };
        if (EndSecret || Secret is not null)
            client = client with { Secret = Secret };
        if (RevokeOthersAt is { } at)
            client = client.RevokeAllBut(Certificate?.Serial, at);
        return Certificate is null ? client : client.Add(Certificate);
    }
}
