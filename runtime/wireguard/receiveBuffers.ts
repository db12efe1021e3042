import { runProgram } from "../program.ts";

/**
 * Room for what arrives while the process waits for its turn on a processor: 80 ms of full packets at half a gigabit per second (the kernel takes twice the
 * figure, for its own bookkeeping). The default, 208 KiB, holds two milliseconds of them; what comes later is lost, counted by the exit and never paid.
 */
const receiveBytes = 4_194_304;

/**
 * Debian's wireguard-go asks for no size (later ones do, for 7 MiB), the system's default is the system's, and Node sets no option of another process's
 * socket. perl, which every Debian has, does: pidfd_open (434) and pidfd_getfd (438) are numbered alike on all architectures, SO_RCVBUFFORCE (33 of level 1)
 * asks for more than net.core.rmem_max. The sockets (UDP: SO_TYPE 2) are made a moment after the link is up, IPv4's before IPv6's. Without the right to look (EPERM, 1) it gives up at once.
 */
const script = `
my ($pid, $size) = @ARGV;
my $process = syscall(434, $pid + 0, 0);
exit 1 if $process < 0;
my $set = 0;
for (my $look = 0; $look < 40; $look++) {
  opendir(my $open, "/proc/$pid/fd") or exit 1;
  my $now = 0;
  for my $number (grep { /^[0-9]+$/ } readdir $open) {
    next unless (readlink("/proc/$pid/fd/$number") // "") =~ /^socket:/;
    my $own = syscall(438, $process, $number + 0, 0);
    exit 1 if $own < 0 && $! == 1;
    next if $own < 0;
    open(my $socket, "+<&=", $own) or next;
    next unless unpack("i", getsockopt($socket, 1, 3) // "") == 2;
    $now++ if setsockopt($socket, 1, 33, pack("i", $size));
  }
  last if $now > 0 && $now == $set;
  $set = $now;
  select(undef, undef, undef, 0.02);
}
print $set;
`;

/**
 * Gives the UDP sockets of a running process larger receive buffers; returns how many have them. None where the system does not let us (no perl, a kernel
 * before 5.6, no right to look into the process): it works without, and loses packets when the machine is busy.
 */
export async function widenReceiveBuffers(pid: number): Promise<number> {
  try {
    return Number(await runProgram("perl", ["-e", script, String(pid), String(receiveBytes)]));
  } catch {
    return 0;
  }
}
