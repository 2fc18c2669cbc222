"""Attacks: looks for the Docker socket, whoever may speak to which owns the machine.

Must: not find it at any of its usual places.
"""
# expect: value=[]

import os


def attack(x):
    places = ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock")
    return [place for place in places if os.path.exists(place)]
