/** The shell script that a process starts with in its own mount namespace: it mounts, then becomes the command. */
import type { MountStep } from './plan-mounts.ts'

/**
 * Arguments: an empty directory of ours, the working directory, the user to become again (`uid:gid`, `users:PID` for the root of the namespace of users that this process has, or `-`),
 * the PATH of the tools, flags of setpriv to end with (or `-`), the steps with their operands, `--`, the command. Descriptor 3 takes what goes wrong, `no directory` where the working directory is missing, or `ready` as the last word.
 */
export const enterScript = `
set -eu
{ true >&4; } 2>/dev/null || exec 4>&2 2>&3
stage=$1 cwd=$2 user=$3 theirs=\${PATH-}
PATH=$4 privileges=$5
export PATH
shift 5
mount -t tmpfs -o mode=0755 podpass "$stage"
case $user in users:*) exec 7</proc/\${user#users:}/ns/user ;; esac
root= count=0
shadow() {
  count=$((count + 1))
  new=$stage/$count
  mkdir "$new"
  chmod --reference="$root$1" "$new" 2>/dev/null || true
  if [ "$1" = / ]; then mount --bind "$new" "$new"; fi
  for entry in "$root$1"/* "$root$1"/.[!.]* "$root$1"/..?*; do
    name=\${entry##*/}
    if [ -L "$entry" ]; then cp -P "$entry" "$new/$name"
    elif [ -d "$entry" ]; then mkdir "$new/$name"; mount --rbind "$entry" "$new/$name"
    elif [ -e "$entry" ]; then : > "$new/$name"; mount --bind "$entry" "$new/$name"
    fi
  done
  if [ "$1" = / ]; then root=$new; else mount --rbind "$new" "$root$1"; fi
}
veil() {
  count=$((count + 1))
  new=$stage/$count
  mkdir "$new"
  IFS=/
  for name in $2; do
    if [ -d "$root$1/$name" ]; then mkdir "$new/$name"; else : > "$new/$name"; fi
    mount --rbind "$root$1/$name" "$new/$name"
  done
  unset IFS
  mount --rbind "$new" "$root$1"
}
take() {
  if [ -d "$2" ]; then mkdir "$stage/from-$1"; else : > "$stage/from-$1"; fi
  mount --bind "$2" "$stage/from-$1"
}
devices() {
  new=$stage/dev
  mkdir "$new"
  mount -t tmpfs -o mode=0755 podpass "$new"
  for name in null zero full random urandom tty; do : > "$new/$name"; mount --bind "/dev/$name" "$new/$name"; done
  mkdir -m 1777 "$new/shm" "$new/mqueue"
  if [ -d /dev/pts ]; then
    mkdir "$new/pts"
    # Terminals of its own: those of the machine are not for the pod's users.
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 podpass "$new/pts" 2>/dev/null || mount --rbind /dev/pts "$new/pts"
    ln -s pts/ptmx "$new/ptmx"
  fi
  for link in fd stdin/0 stdout/1 stderr/2; do
    case $link in fd) ln -s /proc/self/fd "$new/fd" ;; *) ln -s "/proc/self/fd/\${link#*/}" "$new/\${link%/*}" ;; esac
  done
  : > "$new/termination-log"
  mount --bind "$stage/from-$1" "$new/termination-log"
  mount --rbind "$new" "$root/dev"
}
while [ "$1" != -- ]; do
  case $1 in
    shadow) shadow "$2"; shift 2 ;;
    veil) veil "$2" "$3"; shift 3 ;;
    take) take "$2" "$3"; shift 3 ;;
    mkdir) mkdir -p "$root$2"; shift 2 ;;
    touch) : > "$root$2"; shift 2 ;;
    hide) if [ -d "$root$2" ]; then mount -t tmpfs -o mode=0700 podpass "$root$2"; fi; shift 2 ;;
    dev) devices "$2"; shift 2 ;;
    proc) mount -t proc proc "$root/proc" 2>/dev/null || true; shift ;;
    bind) mount --bind "$stage/from-$2" "$root$3"; shift 3 ;;
    bind-read-only)
      mount --bind "$stage/from-$2" "$root$3"
      mount -o remount,bind,ro "$root$3" 2>/dev/null || true
      shift 3 ;;
  esac
done
shift
setpriv=$(command -v setpriv || true) unshare=$(command -v unshare) chroot=
if [ -n "$root" ]; then
  # Out of another root alone there would be a way back.
  cd "$root"
  if pivot_root . . 2>/dev/null; then umount -l .; cd /; root=
  else chroot=$(command -v chroot); fi
fi
cd "$root$cwd" 2>/dev/null || { echo 'no directory' >&3; exit 1; }
# Whoever changes his users is no longer killed with his parent, unless he says so again.
if [ "$privileges" != - ]; then set -- "$setpriv" $privileges -- "$setpriv" --pdeathsig KILL -- "$@"; fi
case $user in
  users:*) set -- "$(command -v nsenter)" --user=/proc/self/fd/7 -- "$@" ;;
  -) ;;
  *)
    again="--user --map-user=\${user%:*} --map-group=\${user#*:}"
    if [ -z "$chroot" ] && unshare $again true 2>/dev/null; then set -- "$unshare" $again -- "$@"
    # In another root nobody can become himself again; as the root of his own users he may do nothing.
    elif [ -n "$setpriv" ]; then set -- "$setpriv" --bounding-set=-all -- "$@"; fi ;;
esac
if [ -n "$chroot" ]; then set -- "$chroot" "$root" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$cwd" "$@"; fi
PATH=$theirs
echo ready >&3
exec 2>&4 3>&- 4>&-
exec "$@"
`

/** The steps as the script's arguments. What is to be mounted is taken before anything stands in its way. */
export function stepArguments(steps: readonly MountStep[]): readonly string[] {
  const taken = steps.flatMap((step, index) => {
    const source = 'source' in step ? step.source : 'lastWords' in step ? step.lastWords : undefined
    return source === undefined ? [] : ['take', String(index), source]
  })
  return [...taken, ...steps.flatMap(wordsOf)]
}

function wordsOf(step: MountStep, index: number): readonly string[] {
  if ('source' in step) return [step.do, String(index), step.path]
  if ('shown' in step) return [step.do, step.path, step.shown.join('/')]
  if ('lastWords' in step) return [step.do, String(index)]
  return 'path' in step ? [step.do, step.path] : [step.do]
}
