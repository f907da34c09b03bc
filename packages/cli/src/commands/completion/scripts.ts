/** The scripts that a shell sources. Each asks `fintrack __complete` at a Tab, and knows nothing of the commands. */

const BASH = String.raw`# fintrack's completion for bash: source <(fintrack completion bash)
_fintrack() {
  local kind line
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r line; do COMPREPLY+=("$line"); done
  } < <(command fintrack __complete bash -- "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
  case $kind in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
    part) compopt -o nospace ;;
  esac
}
complete -F _fintrack fintrack
`

const ZSH = String.raw`#compdef fintrack
# fintrack's completion for zsh: source <(fintrack completion zsh)
_fintrack() {
  local kind
  local -a lines values shown options
  lines=("\${(@f)$(command fintrack __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null </dev/null)}")
  kind=$lines[1]
  lines=("\${(@)lines[2,-1]}")
  case $kind in
    files) _files; return ;;
    folders) _files -/; return ;;
    part) options=(-S '') ;;
  esac
  (( $#lines )) || return 1
  values=("\${(@)lines%%$'\t'*}")
  shown=("\${(@)lines/$'\t'/  -- }")
  # The program has chosen what fits, by the last parts of a name too.
  compadd -U -V fintrack -l -d shown "\${options[@]}" -a values
  local typed=\${(Q)PREFIX} value
  for value in "\${values[@]}"; do
    [[ \${(L)value} == "\${(L)typed}"* ]] || { (( $#values > 1 )) && compstate[insert]=menu; break }
  done
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _fintrack "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _fintrack fintrack
fi
`

const FISH = String.raw`# fintrack's completion for fish: fintrack completion fish | source
function __fintrack_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command fintrack __complete fish -- $words[2..-1] "$current" 2>/dev/null </dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
        case '*'
            printf '%s\n' $lines[2..-1]
    end
end
complete -c fintrack -f -k -a '(__fintrack_complete)'
`

/** \`\${\` is TypeScript's own in these texts, so a backslash stands before it. */
function script (text: string): string {
  return text.replaceAll('\\${', '${')
}

export const SCRIPTS = { bash: script(BASH), zsh: script(ZSH), fish: script(FISH) } as const
