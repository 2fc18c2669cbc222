import { createContext, type ComponentChildren, type JSX } from "preact";
import { useCallback, useContext, useEffect, useMemo, useState } from "preact/hooks";

import { getVisitor } from "./api/client";
import type { LogInOptions, User } from "./api/types";

/** Who uses the pages. `user` is undefined until the server has said. */
export interface Session {
  user: User | null | undefined;
  /** What the operator allows to those who want to get in; null until the server has said. */
  options: LogInOptions | null;
  refresh(): Promise<void>;
}

const SessionContext = createContext<Session>({
  user: undefined,
  options: null,
  refresh: async () => {},
});

export function useSession(): Session {
  return useContext(SessionContext);
}

export function SessionProvider({ children }: { children: ComponentChildren }): JSX.Element {
  const [user, setUser] = useState<User | null | undefined>(undefined);
  const [options, setOptions] = useState<LogInOptions | null>(null);

  const refresh = useCallback(async () => {
    try {
      const found = await getVisitor();
      setOptions(found.options);
      setUser(found.user);
    } catch {
      // Without an answer the reader is treated as logged out; each action says more.
      setUser(null);
    }
  }, []);

  useEffect(() => void refresh(), [refresh]);
  const session = useMemo(() => ({ user, options, refresh }), [user, options, refresh]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
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
