# shellcheck shell=bash disable=SC2154
# Completion of lamina for bash.

# Between these two lines: generated from the declarations of commands and operations.
# lists
_lamina_commands="run info check new do ops schema measure view --help --version"
_lamina_operations="unplot to-scalar crop align flip cast resample fill-between smooth threshold contour first-surface smooth-mesh decimate save render "
declare -gA _lamina_options=(
    [run]="--input --set --output-dir --threads --memory --progress --report --help "
    [info]="--json --variable --help "
    [check]="--json --input --set --output-dir --threads --memory --help "
    [new]="--variable --help "
    [do]="--print --output-dir --threads --memory --progress --report --help "
    [ops]="--json --help "
    [schema]="--help "
    [measure]="--json --help "
    [view]="--threads --memory --screenshot --help "
)
declare -gA _lamina_values=(
    [--progress]="auto bar json slicer none"
    [-p]="auto bar json slicer none"
)
declare -gA _lamina_params=(
    [input]="path= spacing= unit= positions= kind= distance= pattern= variable= slices= skip= gaps= reverse= "
    [unplot]="map= range= size= panel= box= missing= otherwise= picture= "
    [to-scalar]="method= component= "
    [crop]="box= unit= "
    [align]="transform= reference= keep-drift= max-shift= max-rotation= "
    [flip]="axis= keep= "
    [cast]="type= range= "
    [resample]="spacing= size= factor= like= interpolator= fill= "
    [fill-between]="spacing= method= score= "
    [smooth]="method= sigma= radius= iterations= conductance= "
    [threshold]="lower= upper= inside= outside= "
    [contour]="value= close= "
    [first-surface]="threshold= lasting= smoothness= solid= map= "
    [smooth-mesh]="iterations= passband= "
    [decimate]="keep= "
    [save]="path= compress= require= "
    [render]="path= show= preset= size= view= background= turn= zoom= look-at= clip= curve= colours= "
    [branch]=""
)
declare -gA _lamina_choices=(
    [input.spacing]="file"
    [input.unit]="mm um nm cm m"
    [input.kind]="grey labels"
    [input.gaps]="auto refuse close fill"
    [input.reverse]="true false"
    [unplot.missing]="fill nan"
    [unplot.otherwise]="refuse pass"
    [to-scalar.method]="luminance average maximum component"
    [crop.unit]="voxel mm"
    [align.transform]="translation rigid similarity"
    [align.reference]="middle"
    [align.keep-drift]="true false"
    [align.max-shift]="auto"
    [flip.axis]="x y z"
    [flip.keep]="grid world"
    [cast.type]="uint8 int8 uint16 int16 uint32 int32 float32"
    [resample.spacing]="iso"
    [resample.interpolator]="nearest linear cubic bspline lanczos"
    [fill-between.spacing]="iso"
    [fill-between.method]="linear cubic shape flow auto"
    [fill-between.score]="true false"
    [smooth.method]="gaussian median curvature"
    [smooth.sigma]="voxel"
    [contour.value]="otsu"
    [contour.close]="true false"
    [first-surface.threshold]="noise"
    [first-surface.lasting]="auto"
    [first-surface.solid]="true false"
    [save.compress]="true false"
    [save.require]="closed manifold"
    [render.preset]="auto ct-bone ct-soft mr oct"
    [render.view]="three-quarter front back left right top bottom"
    [render.background]="white grey black"
)
# end of lists

# Inside `lamina do`: names of operations, then their parameters, then what may be typed for one.
# Bash has cut the line at spaces, "=" and ":".
_lamina_do() {
    local i op=input previous=${COMP_WORDS[COMP_CWORD - 1]}
    for ((i = 3; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i - 1]} != "=" && " $_lamina_operations" == *" ${COMP_WORDS[i]} "* ]]; then
            op=${COMP_WORDS[i]}
        fi
    done
    if [[ $cur == "=" ]]; then
        cur=
        words=${_lamina_choices[$op.$previous]-}
    elif [[ $previous == "=" ]]; then
        words=${_lamina_choices[$op.${COMP_WORDS[COMP_CWORD - 2]}]-}
    elif [[ $previous == ":" ]]; then
        words=$_lamina_operations
    elif [[ $op == input ]]; then
        words="$_lamina_operations ${_lamina_params[input]}"
    else
        words="${_lamina_params[$op]} :"
    fi
}

_lamina() {
    local cur=${COMP_WORDS[COMP_CWORD]} words=
    local command=${COMP_WORDS[1]} previous=${COMP_WORDS[COMP_CWORD - 1]:-none}
    if ((COMP_CWORD == 1)); then
        words=$_lamina_commands
    elif [[ -n ${_lamina_values[$previous]-} ]]; then
        words=${_lamina_values[$previous]}
    elif [[ $cur == -* ]]; then
        words=${_lamina_options[$command]-}
    elif [[ $command == ops ]]; then
        words=$_lamina_operations
    elif [[ $command == "do" ]] && ((COMP_CWORD > 2)); then
        _lamina_do
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}
complete -o default -F _lamina lamina
