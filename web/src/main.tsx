import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { SignInAgain } from "@/components/SignInAgain";
import { Toasts } from "@/components/Toasts";
import { prefetchChunks, queryClient, router } from "./router";
import "./styles.css";

prefetchChunks();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <SignInAgain />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
