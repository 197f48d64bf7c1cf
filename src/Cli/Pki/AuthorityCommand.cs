using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;
using SocketWarp.Protocol;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki ca</c>.</summary>
internal static class AuthorityCommand
{
    public static Command Create(Voice voice)
    {
        var name = new Argument<string>("NAME")
        {
            Description = "its common name [default: SocketWarp CA]",
            HelpName = "NAME",
            DefaultValueFactory = _ => "SocketWarp CA",
        };
        var output = new Option<string>("--out")
        {
            Description = "writes OUT.crt and OUT.key [default: ca]",
            HelpName = "OUT",
            DefaultValueFactory = _ => "ca",
        };
        var key = KeyOption.Create();
        var days = Arguments.Number("--days", "N", "how long it is valid [default: 3650, or 1825 with --issuer]", 1, 36500);
        var intermediates = new Option<bool>("--intermediates") { Description = "let it sign authorities below it, with --issuer" };
        var issuer = new Option<string?>("--issuer")
        {
            Description = "certificate of the root that signs this one; its key is beside it, with .key",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "overwrites files" };

        return new FileCommand(
            voice,
            "ca",
            "Make an authority: a root, or one below a root",
            parsed =>
            {
                var text = parsed.GetRequiredValue(name);
                if (string.IsNullOrWhiteSpace(text) || text.Length > ProtocolLimits.MaxUid)
                    throw new WarpException(ExitCode.BadArgument, $"NAME is \"{text}\"", $"write 1 to {ProtocolLimits.MaxUid} characters");
                var (kind, prefix) = (KeyOption.Of(parsed.GetValue(key)), parsed.GetRequiredValue(output));
                var (certificatePath, keyPath) = ($"{prefix}.crt", $"{prefix}.key");
                NewFiles.Check(parsed.GetValue(force), certificatePath, keyPath);
                TimeSpan? lifetime = parsed.GetValue(days) is { } count ? TimeSpan.FromDays(count) : null;
                using var authority = Make(text, kind, lifetime, parsed.GetValue(issuer), parsed.GetValue(intermediates));
                authority.Save(certificatePath, keyPath);
                voice.Data(certificatePath);
                voice.Data(keyPath);
                return ExitCode.Done;
            }
        )
        {
            name,
            output,
            key,
            days,
            intermediates,
            issuer,
            force,
        };
    }

    /// <exception cref="CertificateFileException">when the issuer's files cannot be used.</exception>
    private static CertificateAuthority Make(string name, KeyKind key, TimeSpan? lifetime, string? issuer, bool intermediates)
    {
        if (issuer is null)
            return CertificateAuthority.Create(name, lifetime, key, pathLength: intermediates ? 1 : 0);
        if (intermediates)
            throw new WarpException(ExitCode.BadArgument, "--intermediates is given with --issuer", "give it where the root is made");
        using var root = CertificateAuthority.Load(issuer, Path.ChangeExtension(issuer, ".key"));
        return root.CreateIntermediate(name, lifetime, key);
    }
}
