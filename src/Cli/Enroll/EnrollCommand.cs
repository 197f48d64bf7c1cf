using System.CommandLine;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Pki.Enrollment;
using SocketWarp.Pki.Files;
using SocketWarp.Pki.Peers;

namespace SocketWarp.Cli.Enroll;

/// <summary><c>warp enroll URL UID</c>: a certificate from a SCEP server, or the next one.</summary>
internal static class EnrollCommand
{
    private const string SecretVariable = "WARP_SECRET";

    public static Command Create(Voice voice)
    {
        var url = new Argument<string>("URL") { Description = "of the SCEP server, such as https://ca.example.com/scep", HelpName = "URL" };
        var uid = new Argument<string>("UID") { Description = "what the server calls us: the CN of the certificate", HelpName = "UID" };
        var secret = new Option<string?>("--secret-file")
        {
            Description = $"file with the one-time secret, - for standard input [or the secret itself in {SecretVariable}]",
            HelpName = "FILE",
        };
        var fingerprint = new Option<string?>(EnrollErrors.Words.CaFingerprint)
        {
            Description = "SHA-256 of the authority's root certificate; needed with http",
            HelpName = "HEX",
        };
        var server = new Option<string?>(EnrollErrors.Words.CaPath)
        {
            Description = "authorities of an https server [default: the system's]",
            HelpName = "FILE",
        };
        var secretOnly = new Option<bool>(EnrollErrors.Words.SecretOnly)
        {
            Description = "send the secret alone, not uid\\secret: what servers other than socket-warp's want",
        };
        var legacy = new Option<bool>(EnrollErrors.Words.AllowLegacy) { Description = "accept SHA-1, 3DES and DES from a server that knows nothing better" };
        var names = new Option<string[]>(EnrollErrors.Words.Names)
        {
            Description = "a name or address to ask for, once for each: of a gateway",
            HelpName = "NAME",
        };
        var certificate = new Option<string>("--cert")
        {
            Description = "the certificate's file [default: cert.pem]",
            HelpName = "FILE",
            DefaultValueFactory = _ => "cert.pem",
        };
        var key = new Option<string>("--key")
        {
            Description = "its key's file [default: key.pem]",
            HelpName = "FILE",
            DefaultValueFactory = _ => "key.pem",
        };
        var authority = new Option<string>("--ca")
        {
            Description = "the authorities' file, written if it does not exist [default: ca.crt]",
            HelpName = "FILE",
            DefaultValueFactory = _ => "ca.crt",
        };

        var command = new Command("enroll", "Get a certificate from a SCEP server, or renew the one that the files hold")
        {
            url,
            uid,
            secret,
            secretOnly,
            fingerprint,
            server,
            legacy,
            names,
            certificate,
            key,
            authority,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    voice,
                    () =>
                    {
                        var options = new EnrollmentOptions
                        {
                            Url = Uri.TryCreate(parsed.GetRequiredValue(url), UriKind.Absolute, out var address)
                                ? address
                                : throw EnrollErrors.Url(parsed.GetRequiredValue(url)),
                            Uid = parsed.GetRequiredValue(uid),
                            Secret = parsed.GetValue(secret) is { } file
                                ? SecretFile.Read("--secret-file", file)
                                : Environment.GetEnvironmentVariable(SecretVariable),
                            SecretOnly = parsed.GetValue(secretOnly),
                            AllowLegacy = parsed.GetValue(legacy),
                            CaFingerprint = parsed.GetValue(fingerprint),
                            CaPath = parsed.GetValue(server),
                            Names = parsed.GetValue(names) ?? [],
                        };
                        return (
                            options,
                            new EnrollmentPaths(parsed.GetRequiredValue(certificate), parsed.GetRequiredValue(key), parsed.GetRequiredValue(authority))
                        );
                    },
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(Voice voice, Func<(EnrollmentOptions Options, EnrollmentPaths Paths)> read, CancellationToken cancellationToken)
    {
        try
        {
            var (options, paths) = read();
            EnrollErrors.Check(options);
            // Only a gateway asks for names, and only a gateway's certificate is checked by them.
            var usage = options.Names.Count > 0 ? PeerUsage.ServerAuthentication : PeerUsage.ClientAuthentication;
            using var enroller = new CertificateEnroller(options, paths, EnrollErrors.Words, usage);
            await enroller.EnrolAsync(cancellationToken);
            foreach (var path in new[] { paths.Certificate, paths.Key, paths.Ca })
                voice.Data(path);
            return ExitCode.Done;
        }
        catch (WarpException e)
        {
            voice.Error(e.Message, e.Hint);
            return e.ExitCode;
        }
        catch (CertificateFileException e)
        {
            voice.Error(e.Message);
            return ExitCode.BadArgument;
        }
        catch (EnrollmentException e)
        {
            voice.Error(e.Message);
            return e.IsRefusal ? ExitCode.Refused : ExitCode.Failed;
        }
    }
}
