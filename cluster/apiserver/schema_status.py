"""Fields of what is reported; see `schema` for the notation."""

STATUS = """
Condition
type status string
observedGeneration int64
lastProbeTime lastHeartbeatTime lastUpdateTime lastTransitionTime Time
reason message string

NamespaceStatus
phase string
key=type conditions []Condition

NodeStatus
capacity allocatable map[Quantity]
phase string
key=type conditions []Condition
key=type addresses []NodeAddress
daemonEndpoints object
nodeInfo NodeSystemInfo
images []object
volumesInUse []string
volumesAttached []object
config object
runtimeHandlers []object
features object

NodeAddress
type address string

NodeSystemInfo
machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion string
operatingSystem architecture string

PodStatus
phase string
key=type conditions []Condition
message reason nominatedNodeName hostIP string
key=ip hostIPs []PodIP
podIP string
key=ip podIPs []PodIP
startTime Time
initContainerStatuses containerStatuses []ContainerStatus
qosClass string
ephemeralContainerStatuses []ContainerStatus
resize string
resourceClaimStatuses []object

PodIP
ip string

ContainerStatus
name string
state lastState ContainerState
ready bool
restartCount int32
image imageID containerID string
started bool
allocatedResources map[Quantity]
resources object
volumeMounts []object
user object
allocatedResourcesStatus []object

ContainerState
waiting ContainerStateWaiting
running ContainerStateRunning
terminated ContainerStateTerminated

ContainerStateRunning
startedAt Time

ContainerStateTerminated
exitCode signal int32
reason message string
startedAt finishedAt Time
containerID string

ContainerStateWaiting
reason message string

ReplicationControllerStatus
replicas fullyLabeledReplicas readyReplicas availableReplicas int32
observedGeneration int64
key=type conditions []Condition

ReplicaSetStatus
replicas fullyLabeledReplicas readyReplicas availableReplicas int32
observedGeneration int64
key=type conditions []Condition

DeploymentStatus
observedGeneration int64
replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas int32
key=type conditions []Condition
collisionCount int32

StatefulSetStatus
observedGeneration int64
replicas readyReplicas currentReplicas updatedReplicas int32
currentRevision updateRevision string
collisionCount int32
key=type conditions []Condition
availableReplicas int32

DaemonSetStatus
currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady int32
observedGeneration int64
updatedNumberScheduled numberAvailable numberUnavailable collisionCount int32
key=type conditions []Condition

JobStatus
key=type conditions []Condition
startTime completionTime Time
active succeeded failed terminating int32
completedIndexes failedIndexes string
uncountedTerminatedPods UncountedTerminatedPods
ready int32

UncountedTerminatedPods
succeeded failed []string

CronJobStatus
active []ObjectReference
lastScheduleTime lastSuccessfulTime Time

HorizontalPodAutoscalerStatus
observedGeneration int64
lastScaleTime Time
currentReplicas desiredReplicas int32
currentMetrics []object
key=type conditions []Condition

SimpleAutoscalerStatus
observedGeneration int64
lastScaleTime Time
currentReplicas desiredReplicas currentCPUUtilizationPercentage int32

PodDisruptionBudgetStatus
observedGeneration int64
disruptedPods map[Time]
disruptionsAllowed currentHealthy desiredHealthy expectedPods int32
key=type conditions []Condition

ResourceQuotaStatus
hard used map[Quantity]

PersistentVolumeStatus
phase message reason string
lastPhaseTransitionTime Time

PersistentVolumeClaimStatus
phase currentVolumeAttributesClassName string
accessModes []string
capacity allocatedResources map[Quantity]
allocatedResourceStatuses map[string]
modifyVolumeStatus object
key=type conditions []Condition

ServiceStatus
loadBalancer LoadBalancerStatus
key=type conditions []Condition

IngressStatus
loadBalancer LoadBalancerStatus

LoadBalancerStatus
ingress []LoadBalancerIngress

LoadBalancerIngress
ip hostname ipMode string
ports []object
"""
