using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Pki.Inspection;
using SocketWarp.Pki.Peers;
using SocketWarp.Pki.Revocation;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki verify CERT</c>.</summary>
internal static class VerifyCommand
{
    public static Command Create(Voice voice)
    {
        var file = new Argument<string>("CERT") { Description = "PEM file; the certificate first, its issuers behind it", HelpName = "CERT" };
        var authority = new Option<string>("--ca")
        {
            Description = "the authorities that are trusted [default: ca.crt]",
            HelpName = "FILE",
            DefaultValueFactory = _ => "ca.crt",
        };
        var list = new Option<string[]>("--crl")
        {
            Description = "a revocation list of the certificate's issuer, and once more for each issuer above",
            HelpName = "FILE",
        };
        var purpose = PeerOptions.Purpose();
        var name = PeerOptions.Name();
        return new FileCommand(
            voice,
            "verify",
            "Check a certificate as a peer would",
            parsed =>
            {
                var usage = PeerOptions.PurposeOf(parsed.GetValue(purpose));
                var serverName = PeerOptions.NameOf(parsed, name);
                using var inspector = CertificateInspector.Load(parsed.GetRequiredValue(file));
                var revocations = (parsed.GetValue(list) ?? []).Select(RevocationList.Load).ToArray();
                var problem = inspector.CheckTrust(TrustedAuthorities.Load(parsed.GetRequiredValue(authority)), usage, serverName, revocations);
                if (problem is not null)
                    throw new WarpException(ExitCode.Unfit, $"the certificate in {parsed.GetRequiredValue(file)} is {problem}");
                voice.Data($"{parsed.GetRequiredValue(file)} good");
                return ExitCode.Done;
            }
        )
        {
            file,
            authority,
            list,
            purpose,
            name,
        };
    }
}
