using System.Security.Cryptography;

namespace SocketWarp.Pki.Authority;

/// <summary>What a certificate is for, and what of a request's wishes it may carry.</summary>
public sealed record LeafProfile
{
    private LeafProfile(string name, params Oid[] purposes)
    {
        Name = name;
        Purposes = purposes;
    }

    /// <summary>A connector: client authentication; its subject has one common name, the uid.</summary>
    public static LeafProfile Client { get; } = new("client", KeyPurposes.ClientAuthentication) { NeedsUid = true };

    /// <summary>A TLS server: server authentication for the DNS names and IP addresses that the request asks for.</summary>
    public static LeafProfile Server { get; } = new("server", KeyPurposes.ServerAuthentication) { CopiesNames = true };

    /// <summary>A gateway that also dials others: server and client authentication.</summary>
    public static LeafProfile Gateway { get; } = new("gateway", KeyPurposes.ServerAuthentication, KeyPurposes.ClientAuthentication) { CopiesNames = true };

    /// <summary>What settings and messages call it.</summary>
    public string Name { get; }

    /// <summary>Copies DNS names and IP addresses from the request; all other alternative names are left out. Servers need at least one.</summary>
    public bool CopiesNames { get; init; }

    internal IReadOnlyList<Oid> Purposes { get; }

    internal bool NeedsUid { get; private init; }

    internal bool NeedsNames => Purposes.Contains(KeyPurposes.ServerAuthentication);
}
