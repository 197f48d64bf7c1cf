using System.CommandLine;
using SocketWarp.Pki.Authority;

namespace SocketWarp.Cli.Pki;

/// <summary>The options that name the signing authority.</summary>
internal sealed class AuthorityOptions
{
    public Option<string> Certificate { get; } =
        new("--ca")
        {
            Description = "the authority's certificate [default: ca.crt]",
            HelpName = "FILE",
            DefaultValueFactory = _ => "ca.crt",
        };

    public Option<string?> Key { get; } = new("--ca-key") { Description = "its key [default: beside it, with .key]", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(Certificate);
        command.Options.Add(Key);
    }

    public string CertificatePath(ParseResult parsed) => parsed.GetRequiredValue(Certificate);

    public CertificateAuthority Load(ParseResult parsed)
    {
        var path = CertificatePath(parsed);
        return CertificateAuthority.Load(path, parsed.GetValue(Key) ?? Path.ChangeExtension(path, ".key"));
    }
}
