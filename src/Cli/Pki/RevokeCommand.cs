using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Pki.Inspection;
using SocketWarp.Pki.Revocation;

namespace SocketWarp.Cli.Pki;

/// <summary><c>warp pki revoke [CERT]</c>.</summary>
internal static class RevokeCommand
{
    private const int DefaultListDays = 30;

    private static readonly Dictionary<string, X509RevocationReason> Reasons = new()
    {
        ["unspecified"] = X509RevocationReason.Unspecified,
        ["key-compromise"] = X509RevocationReason.KeyCompromise,
        ["superseded"] = X509RevocationReason.Superseded,
        ["cessation"] = X509RevocationReason.CessationOfOperation,
    };

    public static Command Create(Voice voice)
    {
        var file = new Argument<string?>("CERT")
        {
            Description = "PEM file of the certificate; without it only the list is written again",
            HelpName = "CERT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var reason = new Option<string?>("--reason") { Description = $"{string.Join(", ", Reasons.Keys)} [default: unspecified]", HelpName = "REASON" };
        var days = Arguments.Number("--crl-days", "N", $"how long the list is valid [default: {DefaultListDays}]", 1, 3650);
        var authorityOptions = new AuthorityOptions();
        var command = new FileCommand(
            voice,
            "revoke",
            "Revoke a certificate, and write the authority's revocation list",
            parsed =>
            {
                var why = ReasonOf(parsed.GetValue(reason));
                using var inspector = parsed.GetValue(file) is { } path ? CertificateInspector.Load(path) : null;
                using var authority = authorityOptions.Load(parsed);
                var files = RevocationFiles.Beside(authorityOptions.CertificatePath(parsed));
                var isNew = files.Revoke(
                    authority,
                    inspector?.Certificate,
                    why,
                    DateTimeOffset.UtcNow,
                    TimeSpan.FromDays(parsed.GetValue(days) ?? DefaultListDays)
                );
                if (inspector is not null && !isNew)
                    voice.Warning($"{parsed.GetValue(file)} was revoked before");
                voice.Data(files.List);
                return ExitCode.Done;
            }
        )
        {
            file,
            reason,
            days,
        };
        authorityOptions.AddTo(command);
        return command;
    }

    private static X509RevocationReason ReasonOf(string? text) =>
        text is null ? X509RevocationReason.Unspecified
        : Reasons.TryGetValue(text, out var reason) ? reason
        : throw new WarpException(ExitCode.BadArgument, $"--reason is \"{text}\"", $"write one of {string.Join(", ", Reasons.Keys)}");
}
