#!/usr/bin/env python3
"""Cuts the power of a loop-mounted file system under a running command, mounts it again, and looks at what is left.

Needs root. The file system is shut down (the ioctl of xfs and ext4) without flushing its journal, at an instant chosen by
the seed: what no sync reached is lost, as with a power cut. Then: every object that is believed has its bytes; what an
earlier command reported as done is whole; no pointer is cut short; the same command again ends as if nothing had happened.
"""
import argparse, fcntl, hashlib, os, random, shutil, struct, subprocess, sys, time
p = argparse.ArgumentParser()
p.add_argument("program"); p.add_argument("--fs", default="ext4"); p.add_argument("--rounds", type=int, default=20)
p.add_argument("--seed", type=int, default=1); p.add_argument("--place", default="/tmp"); p.add_argument("--durability", default="batch"); p.add_argument("--mount", default="loop")
o = p.parse_args()
base = f"{o.place}/cairn-powercut-{os.getpid()}"; image, mount, binaries = base + "/disk", base + "/mnt", base + "/bin"
os.makedirs(mount); os.makedirs(binaries); os.symlink(os.path.abspath(o.program), binaries + "/dvc")
env = dict(os.environ, HOME=base, GIT_CONFIG_GLOBAL="/dev/null", PATH=binaries + ":" + os.environ["PATH"],
           **{f"GIT_{w}_{k}": v for w in ("AUTHOR", "COMMITTER") for k, v in (("NAME", "a"), ("EMAIL", "a@b"))})
run = lambda *a, **k: subprocess.run(a, env=env, capture_output=True, text=True, **k)
project = mount + "/p"
def dvc(*a): return run("dvc", *a, cwd=project)
def need(r):
    if r.returncode: sys.exit(f"{r.args}: {r.returncode} {r.stdout} {r.stderr}")
def cut():
    fd = os.open(mount, os.O_RDONLY)
    fcntl.ioctl(fd, (2 << 30) | (4 << 16) | (ord("X") << 8) | 125, struct.pack("I", 2)); os.close(fd)  # without the log
def remount():
    for _ in range(50):
        if run("umount", mount).returncode == 0: break
        time.sleep(0.1)
    need(run("mount", "-o", o.mount, image, mount))
def digest(path):
    with open(path, "rb") as f: return hashlib.md5(f.read()).hexdigest()
def stores(): return [project + "/.dvc/cache", mount + "/remote"]
def objects():
    for store in stores():
        for folder, _, names in os.walk(store + "/files/md5"):
            for name in names:
                if not name.endswith(".tmp"): yield os.path.join(folder, name), os.path.basename(folder) + name.removesuffix(".dir")
def make(path, r, count, size):
    os.makedirs(path, exist_ok=True)
    for i in range(count):
        with open(f"{path}/f{i}", "wb") as f: f.write(r.randbytes(r.randrange(1, size)))
def contents(path): return {os.path.relpath(os.path.join(d, n), path): digest(os.path.join(d, n)) for d, _, ns in os.walk(path) for n in ns}
wrong = cuts = doubted = 0
try:
    for n in range(o.rounds):
        r = random.Random(o.seed * 1000 + n)
        with open(image, "wb") as f: f.truncate(600 << 20)
        need(run({"ext4": "mkfs.ext4", "xfs": "mkfs.xfs"}[o.fs], *(["-qF"] if o.fs == "ext4" else ["-qf"]), image)); need(run("mount", "-o", o.mount, image, mount))
        os.makedirs(project); need(run("git", "init", "-q", "-b", "main", ".", cwd=project)); need(dvc("init", "-q"))
        if o.durability != "batch": need(dvc("config", "core.durability", o.durability))
        need(dvc("remote", "add", "-q", "-d", "s", "../remote")); need(run("git", "add", "-A", cwd=project)); need(run("git", "commit", "-qm", "x", cwd=project)); os.sync()
        kind = r.choice(["add", "add", "add-large", "push", "commit", "repro"])
        make(project + "/old", r, 20, 30000); make(project + "/new", r, r.choice([3, 300, 1500]), 20000)
        if kind == "add-large": make(project + "/new", r, 3, 20_000_000)
        with open(project + "/dvc.yaml", "w") as f: f.write("stages:\n  s:\n    cmd: cp -r new out\n    deps: [new]\n    outs: [out]\n")
        os.sync()
        need(dvc("add", "-q", "old"))  # done: must be whole afterwards
        command = {"add": ["add", "new"], "add-large": ["add", "new"], "push": ["push"], "commit": ["add", "new"], "repro": ["repro"]}[kind]
        if kind == "push": need(dvc("add", "-q", "new"))
        before = contents(project + "/old")
        started = time.time(); child = subprocess.Popen(["dvc", *command], cwd=project, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(r.random() ** 2 * 1.5)
        reported = child.poll() == 0
        try: cut()
        except OSError as e: sys.exit(f"this file system can't be shut down: {e}")
        child.kill(); child.wait(); cuts += 1; remount()
        problems = []
        pointer = project + "/old.dvc"
        if not os.path.exists(pointer) or os.path.getsize(pointer) == 0: problems.append("old.dvc is lost though its command had ended")
        bad = [path for path, name in objects() if digest(path) != name]
        doubted += len(bad)
        if reported and bad: problems.append(f"reported as done, but {bad[:3]} are wrong")
        # Believed by the next command?
        shutil.rmtree(project + "/old", ignore_errors=True)
        again = dvc("checkout", "old.dvc")
        if again.returncode or contents(project + "/old") != before: problems.append(f"old does not come back: {again.stderr}")
        if not os.path.isdir(project + "/new"): problems.append("LOST new")
        again = dvc(*command)
        if again.returncode: problems.append(f"again: {again.returncode} {again.stderr}")
        if kind in ("push",): need(dvc("fetch", "-q"))
        for path, name in objects():
            if digest(path) != name: problems.append(f"still there and wrong: {path}")
        status = dvc("status", "-q", "old.dvc", *(["new.dvc"] if kind != "repro" else []))
        if status.returncode: problems.append(f"status: {dvc('status').stdout}")
        left = [x for x in os.listdir(project + "/.dvc/cache") if x.startswith(".unsynced")]
        if left: problems.append(f"left behind: {left}")
        if problems:
            wrong += 1; print(f"seed {o.seed} round {n} {kind} after {time.time()-started:.2f} s:", *problems, sep="\n  ", flush=True)
        run("umount", mount)
    print(f"power cuts: {o.fs} ({o.mount}), durability {o.durability}, seed {o.seed}: {cuts} cuts, {doubted} objects left without their bytes, {wrong} rounds failed")
finally:
    run("umount", mount); shutil.rmtree(base, ignore_errors=True)
sys.exit(1 if wrong else 0)
