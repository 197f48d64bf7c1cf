using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>The sources that a process reads, and <see cref="SampleSettings"/> as it would be bound from them.</summary>
internal sealed class SampleSources : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("socketwarp-").FullName;
    private readonly Dictionary<string, string?> _defaults = [];
    private readonly Dictionary<string, string?> _environment = [];
    private readonly List<string> _arguments = [];
    private string? _file;
    private Encoding _encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public string FilePath => Path.Combine(_directory, "settings.json");

    /// <param name="key">Inside the section <c>Sample</c>.</param>
    public void Set(SettingSource source, string key, string value)
    {
        switch (source)
        {
            case SettingSource.Defaults:
                _defaults[$"Sample:{key}"] = value;
                break;
            case SettingSource.Environment:
                _environment[$"SOCKETWARP_Sample__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
                break;
            case SettingSource.CommandLine:
                _arguments.AddRange([$"--Sample:{key}", value]);
                break;
            default:
                throw new ArgumentException("a file has JSON", nameof(source));
        }
    }

    /// <param name="json">The members of the section <c>Sample</c>.</param>
    public void SetFile(string json) => SetWholeFile($$"""{ "Sample": { {{json}} } }""");

    public void SetWholeFile(string json) => _file = json;

    /// <param name="encoding">Whose byte order mark it begins with.</param>
    public void SetWholeFile(string json, Encoding encoding) => (_file, _encoding) = (json, encoding);

    public void SetCommandLine(params string[] arguments) => _arguments.AddRange(arguments);

    public SampleSettings Bind()
    {
        if (_file is not null)
        {
            File.WriteAllText(FilePath, _file, _encoding);
            _arguments.InsertRange(0, ["--Config", FilePath]);
        }

        foreach (var (name, value) in _environment)
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            var builder = ServiceApplication.CreateBuilder("sample", _arguments, _defaults);
            builder.Services.AddSettings<SampleSettings>("Sample");
            using var host = builder.Build();
            return host.Services.GetRequiredService<IOptions<SampleSettings>>().Value;
        }
        finally
        {
            foreach (var name in _environment.Keys)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
