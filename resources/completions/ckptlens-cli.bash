# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of ckptlens-cli for bash.

_ckptlens_cli_options()
{
    local common="--json -q --quiet --color -h --help"
    case $1 in
        info) echo "$common" ;;
        ls) echo "--flat --hash --state-dict $common" ;;
        get) echo "--slice --npy -f --force $common" ;;
        stats) echo "--histogram --range --quantiles $common" ;;
        optimizer) echo "--model $common" ;;
        scan) echo "--hash $common" ;;
        verify) echo "--sha256 $common" ;;
        remap) echo "-o --output -f --force --device --path --device-objects $common" ;;
        convert) echo "-o --output -f --force --format --drop-unsupported $common" ;;
        diff)
            echo "--structure --rtol --atol --strip-prefix --map --ignore --state-dict --stat --all" \
                "$common"
            ;;
    esac
}

_ckptlens_cli()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local commands="info ls get stats optimizer scan verify remap convert diff"
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$current")
        return
    fi
    case $previous in
        --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current") ;;
        --format) mapfile -t COMPREPLY < <(compgen -W "zip legacy safetensors" -- "$current") ;;
        --device) mapfile -t COMPREPLY < <(compgen -W "cpu cuda cuda:0 mps" -- "$current") ;;
        *)
            if [[ $current == -* ]]; then
                mapfile -t COMPREPLY < <(
                    compgen -W "$(_ckptlens_cli_options "${COMP_WORDS[1]}")" -- "$current"
                )
            else
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$current")
            fi
            ;;
    esac
}

complete -F _ckptlens_cli ckptlens-cli
