/**
 * What a shell runs once. It asks mast for each word, so that an updated mast needs no new script. Nothing of what mast
 * answers is run or expanded.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<"bash" | "zsh" | "fish", string>> = {
  bash: `# mast: completion for bash; put this into ~/.bashrc: eval "$(mast completion bash)"
_mast() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("$word")
  done < <(mast complete-words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _mast mast
`,
  zsh: `#compdef mast
# mast: completion for zsh; put this into ~/.zshrc: eval "$(mast completion zsh)"
_mast() {
  local -a found
  found=("\${(@f)$(mast complete-words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
compdef _mast mast
`,
  fish: `# mast: completion for fish; put this into ~/.config/fish/config.fish: mast completion fish | source
function __mast_words
  set -l words (commandline -opc)
  set -e words[1]
  set -l found (mast complete-words -- $words (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c mast -f -a '(__mast_words)'
`,
};
