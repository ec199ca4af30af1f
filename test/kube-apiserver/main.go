// Command kube-apiserver is a real Kubernetes API server for tests: kube-apiserver, the etcd that it keeps its
// state in and, where asked for, the few controllers without which pods cannot be created, all in one process.
//
//	kube-apiserver --etcd-dir DIR [--etcd-port PORT] [--controllers KUBECONFIG] [--until-stdin-closes] -- KUBE-APISERVER-FLAGS
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	etcdDir := flag.String("etcd-dir", "", "where etcd keeps its state")
	etcdPort := flag.Int("etcd-port", 0, "where etcd is reached on loopback, by JSON too; any free port, and not by JSON, when 0")
	kubeconfig := flag.String("controllers", "", "run the controllers with this kubeconfig of an administrator")
	untilStdinCloses := flag.Bool("until-stdin-closes", false, "end when standard input does, as it does with the parent")
	flag.Parse()
	if *etcdDir == "" {
		fmt.Fprintln(os.Stderr, "expected --etcd-dir DIR")
		os.Exit(2)
	}
	os.Exit(run(*etcdDir, *etcdPort, *kubeconfig, *untilStdinCloses, flag.Args()))
}

func run(etcdDir string, etcdPort int, kubeconfig string, untilStdinCloses bool, apiServerFlags []string) int {
	etcd, address, err := startEtcd(etcdDir, etcdPort)
	if err != nil {
		fmt.Fprintf(os.Stderr, "etcd: %v\n", err)
		return 1
	}
	defer etcd.Close()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if kubeconfig != "" {
		go runControllers(ctx, kubeconfig)
	}
	if untilStdinCloses {
		go endWithStdin()
	}
	// The command makes its own handler of SIGTERM: it stops serving at the first one and ends at the second.
	command := app.NewAPIServerCommand()
	command.SetArgs(append([]string{"--etcd-servers=" + address}, apiServerFlags...))
	return cli.Run(command)
}

// endWithStdin keeps a server from outliving the program that started it, however that one ends. Nobody is left to
// whom requests in flight would matter.
func endWithStdin() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
