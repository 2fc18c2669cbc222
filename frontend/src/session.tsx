import { createContext, type ComponentChildren, type JSX } from "preact";
import { useCallback, useContext, useEffect, useMemo, useState } from "preact/hooks";

import { findMe } from "./api/client";
import type { User } from "./api/types";

/** Who uses the pages. `user` is undefined until the server has said. */
export interface Session {
  user: User | null | undefined;
  refresh(): Promise<void>;
}

const SessionContext = createContext<Session>({ user: undefined, refresh: async () => {} });

export function useSession(): Session {
  return useContext(SessionContext);
}

export function SessionProvider({ children }: { children: ComponentChildren }): JSX.Element {
  const [user, setUser] = useState<User | null | undefined>(undefined);

  const refresh = useCallback(async () => {
    try {
      setUser(await findMe());
    } catch {
      // Without an answer the reader is treated as logged out; each action says more.
      setUser(null);
    }
  }, []);

  useEffect(() => void refresh(), [refresh]);
  const session = useMemo(() => ({ user, refresh }), [user, refresh]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** Whether somebody may look after people, attempts and the service. */
export function mayAdmin(user: User | null | undefined): boolean {
  return user?.role === "admin";
}

/** Whether somebody may write and publish problems. */
export function mayAuthor(user: User | null | undefined): boolean {
  return user?.role === "author" || user?.role === "admin";
}
