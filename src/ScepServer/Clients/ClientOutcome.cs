using System.Text.Json.Serialization;

namespace SocketWarp.ScepServer.Clients;

/// <summary>What became of a change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClientOutcome>))]
internal enum ClientOutcome
{
    Done,

    /// <summary>There is no such client.</summary>
    NotFound,

    /// <summary>There is one already.</summary>
    Exists,

    /// <summary>The limit of clients is reached.</summary>
    Full,

    /// <summary>Its attributes would not be what they must be.</summary>
    UnfitAttributes,

    /// <summary>The client's status does not allow it.</summary>
    WrongStatus,

    /// <summary>The secret is not, or no longer, the one that was asked for.</summary>
    SecretGone,

    /// <summary>The certificate that the request was signed with does not hold any more.</summary>
    SignerGone,

    /// <summary>The client has as many certificates as it may.</summary>
    TooManyCertificates,
}
