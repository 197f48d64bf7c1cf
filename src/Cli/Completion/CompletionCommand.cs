using System.CommandLine;
using SocketWarp.Cli.Output;

namespace SocketWarp.Cli.Completion;

/// <summary><c>warp completion SHELL</c>: a script that asks <c>warp</c> itself for the words, through its [suggest] directive.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            # To have it in every shell: warp completion bash > ~/.local/share/bash-completion/completions/warp
            _warp() {
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$(warp "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2> /dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _warp warp
            """,
        ["zsh"] = """
            #compdef warp
            # To have it in every shell: warp completion zsh > "${fpath[1]}/_warp"
            _warp() {
                local -a found
                found=(${(f)"$(warp "[suggest:${CURSOR}]" "${BUFFER}" 2> /dev/null)"})
                if (( $#found )); then compadd -a found; else _files; fi
            }
            if [[ "${funcstack[1]}" == _warp ]]; then _warp "$@"; else compdef _warp warp; fi
            """,
        ["fish"] = """
            # To have it in every shell: warp completion fish > ~/.config/fish/completions/warp.fish
            complete -c warp -f -a '(set -l line (commandline -cp); warp "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null)'
            """,
    };

    public static Command Create(Voice voice)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes warp's words in a shell") { shell };
        command.SetAction(parsed =>
        {
            voice.Data(Scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Done;
        });
        return command;
    }
}
