# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of ckptlens-cli for fish.

function __ckptlens_cli_option
    set -l command $argv[1]
    complete -c ckptlens-cli -n "__fish_seen_subcommand_from $command" $argv[2..-1]
end

set -l commands info ls get stats optimizer scan verify remap convert diff
set -l none "not __fish_seen_subcommand_from $commands"

complete -c ckptlens-cli -n $none -f -l version -d 'Print the version'
complete -c ckptlens-cli -n $none -f -a info -d 'What a checkpoint is and holds'
complete -c ckptlens-cli -n $none -f -a ls -d 'List its entries'
complete -c ckptlens-cli -n $none -f -a get -d 'Print a scalar or the values of a tensor'
complete -c ckptlens-cli -n $none -f -a stats -d 'Numbers of tensors'
complete -c ckptlens-cli -n $none -f -a optimizer -d 'Optimizers and their state'
complete -c ckptlens-cli -n $none -f -a scan -d 'What loading it in Python would call'
complete -c ckptlens-cli -n $none -f -a verify -d 'Check structure and checksums'
complete -c ckptlens-cli -n $none -f -a remap -d 'Write it again for other devices'
complete -c ckptlens-cli -n $none -f -a convert -d 'Write it again, also in another format'
complete -c ckptlens-cli -n $none -f -a diff -d 'Compare two checkpoints'

complete -c ckptlens-cli -l json -d 'Print one JSON object'
complete -c ckptlens-cli -s q -l quiet -d 'No notes and no progress'
complete -c ckptlens-cli -l color -x -a 'auto always never' -d 'When to use colours'
complete -c ckptlens-cli -s h -l help -d 'What the command does and takes'

__ckptlens_cli_option ls -l flat -d 'Tensors only'
__ckptlens_cli_option ls -l hash -d 'Add the sha256 of every tensor'
__ckptlens_cli_option ls -l state-dict -d 'The state dict that a whole model holds'
__ckptlens_cli_option get -l slice -x -d 'A part of the tensor'
__ckptlens_cli_option get -l npy -r -d 'Write a NumPy file'
__ckptlens_cli_option get -s f -l force -d 'Write over a file that is there'
__ckptlens_cli_option stats -l histogram -x -d 'Count the values in bins'
__ckptlens_cli_option stats -l range -x -d 'Range of the histogram, LO:HI'
__ckptlens_cli_option stats -l quantiles -x -d 'Also these quantiles'
__ckptlens_cli_option optimizer -l model -r -d 'Take parameter names from here'
__ckptlens_cli_option scan -l hash -d 'Add the sha256 of every tensor'
__ckptlens_cli_option verify -l sha256 -d 'Add the sha256 of the file'
__ckptlens_cli_option remap -s o -l output -r -d 'The file to write'
__ckptlens_cli_option remap -s f -l force -d 'Write over a file that is there'
__ckptlens_cli_option remap -l device -x -a 'cpu cuda cuda:0 mps' -d 'FROM=TO, or TO for all'
__ckptlens_cli_option remap -l path -x -d 'Only below this entry'
__ckptlens_cli_option remap -l device-objects -d 'Also torch.device values'
__ckptlens_cli_option convert -s o -l output -r -d 'The file to write'
__ckptlens_cli_option convert -s f -l force -d 'Write over a file that is there'
__ckptlens_cli_option convert -l format -x -a 'zip legacy safetensors' -d 'The format to write'
__ckptlens_cli_option convert -l drop-unsupported -d 'Leave out what the format cannot hold'
__ckptlens_cli_option diff -l structure -d 'Compare no tensor values'
__ckptlens_cli_option diff -l rtol -x -d 'Relative tolerance'
__ckptlens_cli_option diff -l atol -x -d 'Absolute tolerance'
__ckptlens_cli_option diff -l strip-prefix -x -d 'Take this off the names of both'
__ckptlens_cli_option diff -l map -x -d 'Rename the names of A, REGEX=>REPL'
__ckptlens_cli_option diff -l ignore -x -d 'Leave out paths that match'
__ckptlens_cli_option diff -l state-dict -d 'Compare state dicts'
__ckptlens_cli_option diff -l stat -d 'Only the summary'
__ckptlens_cli_option diff -l all -d 'Also list what is the same'

functions -e __ckptlens_cli_option
