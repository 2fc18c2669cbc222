import { createContext, type ComponentChildren, type JSX } from "preact";
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";

import { getVisitor, logOut, onSomebodyElse, speakFor } from "./api/client";
import type { LogInOptions, User } from "./api/types";
import { handOver, OWNER_KEY } from "./belongings";
import { close } from "./storage";

/** Who uses the pages. `user` is undefined until the server has said. */
export interface Session {
  user: User | null | undefined;
  /** What the operator allows to those who want to get in; null until the server has said. */
  options: LogInOptions | null;
  /** Ask who is logged in. `bare`: the page holds nothing that anybody has written. */
  refresh(bare?: boolean): Promise<void>;
  /** Log out, and leave nothing that was written for who comes next. */
  leave(): Promise<void>;
}

const SessionContext = createContext<Session>({
  user: undefined,
  options: null,
  refresh: async () => {},
  leave: async () => {},
});

export function useSession(): Session {
  return useContext(SessionContext);
}

export function SessionProvider({ children }: { children: ComponentChildren }): JSX.Element {
  const [user, setUser] = useState<User | null | undefined>(undefined);
  const [options, setOptions] = useState<LogInOptions | null>(null);

  // The account that this page has been shown to.
  const known = useRef<string | null>(null);

  const refresh = useCallback(async (bare = false) => {
    try {
      const found = await getVisitor();
      const account = accountOf(found.user);
      const another = account !== null && known.current !== null && known.current !== account;
      const moved = account !== null && handOver(account);
      if ((moved || another) && !bare) return begin();
      known.current = account ?? known.current;
      speakFor(found.user?.id ?? null);
      setOptions(found.options);
      setUser(found.user);
    } catch {
      // Without an answer the reader is treated as logged out; each action says more.
      setUser(null);
    }
  }, []);

  const leave = useCallback(async () => {
    try {
      await logOut();
      if (handOver(null)) return begin();
      known.current = null;
    } catch {
      // The server says who is logged in now.
    }
    await refresh();
  }, [refresh]);

  useEffect(() => {
    void refresh();
    onSomebodyElse(() => void refresh());
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key !== OWNER_KEY || newValue === known.current) return;
      if (known.current === null) void refresh();
      else begin();
    };
    addEventListener("storage", onStorage);
    return () => removeEventListener("storage", onStorage);
  }, [refresh]);
  const session = useMemo(() => ({ user, options, refresh, leave }), [user, options, refresh, leave]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** The page from its beginning: what it holds is not of whom it would be shown to. */
function begin(): void {
  close();
  location.reload();
}

/** A guest's writings go to the account that the guest makes or logs in to. */
function accountOf(user: User | null): string | null {
  return user && user.role !== "guest" ? user.id : null;
}

/** Whether the pages offer to make an account; as long as nobody has said otherwise, they do. */
export function mayRegister({ options }: Session): boolean {
  return options?.registration !== "closed";
}

/** Whether somebody may look after people, attempts and the service. */
export function mayAdmin(user: User | null | undefined): boolean {
  return user?.role === "admin";
}

/** Whether somebody may write and publish problems. */
export function mayAuthor(user: User | null | undefined): boolean {
  return user?.role === "author" || user?.role === "admin";
}
