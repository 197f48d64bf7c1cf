using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketWarp.Cli.Output;
using SocketWarp.Cli.Parsing;
using SocketWarp.Pki.Authority;
using SocketWarp.Pki.Files;

namespace SocketWarp.Cli.Pki;

/// <summary>What <c>warp pki server</c> and <c>client</c> have in common: who signs, with what key and how long, and which files come of it.</summary>
internal sealed class LeafOutput
{
    // 128 bits, which nobody guesses.
    private const int PasswordBytes = 16;

    private readonly AuthorityOptions _authority = new();
    private readonly Option<string?> _output = new("--out") { Description = "writes OUT.crt and OUT.key [default: the first name]", HelpName = "OUT" };
    private readonly Option<string?> _key = KeyOption.Create();
    private readonly Option<int?> _days = Arguments.Number("--days", "N", "how long it is valid; cut to the authority's own end [default: 365]", 1, 36500);
    private readonly Option<bool> _bundle = new("--p12") { Description = "writes OUT.p12 too (PKCS#12: certificate, key and authorities)" };
    private readonly Option<string?> _password = new("--p12-password-file")
    {
        Description = "file with its password [default: one is made and printed once]",
        HelpName = "FILE",
    };
    private readonly Option<bool> _force = new("--force") { Description = "overwrites files" };

    public void AddTo(Command command)
    {
        _authority.AddTo(command);
        foreach (var option in new Option[] { _output, _key, _days, _bundle, _password, _force })
            command.Options.Add(option);
    }

    /// <param name="name">Of the files, where the command line names none.</param>
    /// <exception cref="WarpException">when an option cannot be used; no file was written.</exception>
    /// <exception cref="CertificateFileException">when a file cannot be used.</exception>
    public int Run(ParseResult parsed, Voice voice, string name, Func<CertificateAuthority, LeafOptions, X509Certificate2> issue)
    {
        var prefix = parsed.GetValue(_output) ?? name.Replace("*", "_", StringComparison.Ordinal);
        var (certificatePath, keyPath) = ($"{prefix}.crt", $"{prefix}.key");
        var bundlePath = parsed.GetValue(_bundle) ? $"{prefix}.p12" : null;
        NewFiles.Check(parsed.GetValue(_force), new[] { certificatePath, keyPath, bundlePath }.OfType<string>());
        var options = new LeafOptions { Key = KeyOption.Of(parsed.GetValue(_key)), Lifetime = TimeSpan.FromDays(parsed.GetValue(_days) ?? 365) };
        var (password, isMade) = Password(parsed);
        using var authority = _authority.Load(parsed);
        using var leaf = issue(authority, options);
        CertificateFiles.Save(leaf, certificatePath, keyPath, authority.Intermediates);
        voice.Data(certificatePath);
        voice.Data(keyPath);
        if (bundlePath is null)
            return ExitCode.Done;
        CertificateBundle.Save(leaf, [authority.Certificate, .. authority.Issuers], bundlePath, password);
        voice.Data(bundlePath);
        if (isMade)
            voice.Data($"password {password}");
        return ExitCode.Done;
    }

    private (string Password, bool IsMade) Password(ParseResult parsed)
    {
        if (parsed.GetValue(_password) is not { } path)
            return (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes)), true);
        if (!parsed.GetValue(_bundle))
            throw new WarpException(ExitCode.BadArgument, $"--p12-password-file is \"{path}\", and there is no --p12", "give both, or neither");
        return (SecretFile.Read("--p12-password-file", path, exact: true), false);
    }
}
