using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SocketWarp.Base;
using SocketWarp.Base.State;
using SocketWarp.Web.Access;
using SocketWarp.Web.Http;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class ApiTokensTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("socketwarp-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void TokensFile_ThatAnEditorBeganWithAByteOrderMark_IsRead()
    {
        using var state = new StateDirectory(_path, "State:Directory");
        Tokens(state).Load();
        var token = File.ReadAllText(state.File("admin.token")).Trim();
        var file = state.File(ApiTokens.FileName);
        File.WriteAllText(file, File.ReadAllText(file), Encoding.UTF8);

        var tokens = Tokens(state);
        tokens.Load();
        Assert.Equal(ApiRole.Admin, tokens.RoleOf(token));
    }

    [Fact]
    public void Tokens_ThatOthersMade_AreTaken_AndNothingIsWritten()
    {
        using var state = new StateDirectory(Path.Combine(_path, "state"), "State:Directory");
        var admin = new string('a', 32);
        File.WriteAllText(Path.Combine(_path, "admin.token"), admin + "\n");

        var tokens = Tokens(state, _path);
        tokens.Load();

        Assert.Equal((ApiRole.Admin, ApiRole.None), (tokens.RoleOf(admin), tokens.RoleOf("")));
        Assert.Equal(Path.Combine(_path, "admin.token"), tokens.FileOf(ApiRole.Admin));
        Assert.False(Directory.Exists(Path.Combine(_path, "state")));
    }

    [Theory]
    [InlineData(null, "which has no admin.token: put one there")]
    [InlineData("short", "has no token of at least 32 characters: write one")]
    public void Tokens_ThatOthersMade_Missing_OrTooShort_AreNamed(string? admin, string problem)
    {
        using var state = new StateDirectory(Path.Combine(_path, "state"), "State:Directory");
        if (admin is not null)
            File.WriteAllText(Path.Combine(_path, "admin.token"), admin);

        var failure = Assert.Throws<StartupException>(() => Tokens(state, _path).Load());

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    private static ApiTokens Tokens(StateDirectory state, string? given = null) =>
        new(state, new Http { TokenDirectory = given }, NullLogger<ApiTokens>.Instance);

    private sealed class Http() : HttpSettings("Api");
}
