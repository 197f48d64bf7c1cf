using SocketWarp.Base.Settings;
using SocketWarp.Pki.Enrollment;

namespace SocketWarp.Cli.Enroll;

/// <summary>What is wrong with an enrolment, by the words of the command line.</summary>
internal static class EnrollErrors
{
    public static readonly EnrollmentWords Words = new("--server-ca", "--ca-fingerprint", "--name", "--secret-only", "--allow-legacy");

    public static WarpException Url(string value) => new(ExitCode.BadArgument, $"URL is \"{value}\"", "write an http or https URL");

    /// <exception cref="WarpException">when an option cannot be used.</exception>
    public static void Check(EnrollmentOptions options)
    {
        var errors = new SettingErrors("");
        errors.Check(options);
        if (errors.All is not [var error, ..])
            return;
        var (name, value) = error.Name.TrimStart(':') switch
        {
            nameof(EnrollmentOptions.Url) => ("URL", options.Url?.ToString()),
            nameof(EnrollmentOptions.Uid) => ("UID", options.Uid),
            nameof(EnrollmentOptions.CaFingerprint) => (Words.CaFingerprint, options.CaFingerprint),
            nameof(EnrollmentOptions.CaPath) => (Words.CaPath, options.CaPath),
            _ => (Words.Names, string.Join(", ", options.Names)),
        };
        throw new WarpException(ExitCode.BadArgument, value is null ? $"{name} is missing" : $"{name} is \"{value}\"", error.Fix);
    }
}
