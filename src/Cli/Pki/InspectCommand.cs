using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Pki.Inspection;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki inspect CERT</c>.</summary>
internal static class InspectCommand
{
    public static Command Create(Voice voice)
    {
        var file = new Argument<string>("CERT") { Description = "PEM file; the certificate first, its issuers behind it", HelpName = "CERT" };
        var key = new Option<string?>("--key") { Description = "check that this key file fits", HelpName = "FILE" };
        var authority = new Option<string?>("--ca") { Description = "check that it comes from these authorities", HelpName = "FILE" };
        var name = PeerOptions.Name();
        return new FileCommand(
            voice,
            "inspect",
            "Explain a certificate, and what is wrong with it",
            parsed =>
            {
                using var inspector = CertificateInspector.Load(parsed.GetRequiredValue(file));
                var trusted = parsed.GetValue(authority) is { } path ? TrustedAuthorities.Load(path) : null;
                if (trusted is null && parsed.GetValue(name) is { } given)
                    throw new WarpException(ExitCode.BadArgument, $"--name is \"{given}\", and there is no --ca", "give both");
                var problems = inspector.Problems().ToList();
                if (parsed.GetValue(key) is { } keyPath && inspector.CheckKey(keyPath) is { } misfit)
                    problems.Add(misfit);
                if (
                    trusted is not null
                    && inspector.CheckTrust(trusted, serverName: PeerOptions.NameOf(parsed, name)) is { } untrusted
                    && !problems.Contains(untrusted)
                )
                    problems.Add(untrusted);
                var rows = inspector
                    .Describe()
                    .Select(f => new Cell[] { f.Field, f.Value })
                    .Concat(problems.Select(p => new Cell[] { "problem", new(p, Tone.Bad) }));
                Grid.Write(voice, [new("FIELD"), new("VALUE")], rows);
                return problems.Count == 0 ? ExitCode.Done : ExitCode.Unfit;
            }
        )
        {
            file,
            key,
            authority,
            name,
        };
    }
}
