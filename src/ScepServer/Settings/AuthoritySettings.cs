using SocketWarp.Base.Settings;
using SocketWarp.Pki.Authority;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep:Authority</c>: the authority that is made when there is none.</summary>
internal sealed class AuthoritySettings
{
    private const string Group = nameof(ScepSettings.Authority);

    /// <summary>Its common name.</summary>
    public string Name { get; set; } = "SocketWarp SCEP CA";

    /// <summary>Ten years: replacing it means visiting every peer.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(3650);

    /// <summary>Its key. RSA, as SCEP messages are encrypted for it; with a foreign ECDSA key a registration authority reads them.</summary>
    public KeyKind Key { get; set; } = KeyKind.Rsa3072;

    internal void Validate(SettingErrors errors)
    {
        errors.Require(Name.Trim().Length is >= 1 and <= 64, $"{Group}:{nameof(Name)}", Name, "write a name of 1 to 64 characters");
        errors.RequireRange($"{Group}:{nameof(Lifetime)}", Lifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(36500));
        errors.Require(Key is KeyKind.Rsa2048 or KeyKind.Rsa3072 or KeyKind.Rsa4096, $"{Group}:{nameof(Key)}", Key, "write Rsa2048, Rsa3072 or Rsa4096");
    }
}
