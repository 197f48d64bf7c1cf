using SocketWarp.Base.Settings;
using SocketWarp.Pki.Authority;

namespace SocketWarp.ScepServer.Settings;

/// <summary>Section <c>Scep:Authority</c>: the authority that is made at the first start.</summary>
internal sealed class AuthoritySettings : ISettings
{
    /// <summary>Common name of the authority that is made at the first start.</summary>
    public string Name { get; set; } = "SocketWarp SCEP CA";

    /// <summary>How long it holds: replacing it means visiting every peer.</summary>
    [DurationRange("1h", "36500d")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(3650);

    /// <summary>
    /// Its key: Rsa2048, Rsa3072 or Rsa4096. SCEP messages are encrypted for it; with a foreign ECDSA key a registration authority reads them.
    /// </summary>
    public KeyKind Key { get; set; } = KeyKind.Rsa3072;

    public void Validate(SettingErrors errors)
    {
        errors.Require(Name.Trim().Length is >= 1 and <= 64, nameof(Name), Name, "write a name of 1 to 64 characters");
        errors.Require(Key is KeyKind.Rsa2048 or KeyKind.Rsa3072 or KeyKind.Rsa4096, nameof(Key), Key, "write Rsa2048, Rsa3072 or Rsa4096");
    }
}
